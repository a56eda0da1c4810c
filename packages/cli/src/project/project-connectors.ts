import type { Project } from '@revetl/core'
import type { ProjectConnectors, ResolvedConnector } from '@revetl/registry'
import type { RevError } from '@revetl/sdk'
import { tryProject, type UsedConnector } from './try-project.ts'

/** A connector as `rev connector` shows it. */
export interface ShownConnector {
  readonly connector: ResolvedConnector
  /** Names of the sources and destinations that use it. */
  readonly usedBy: readonly string[]
}

/** The connectors of a project, and what is wrong with those that cannot be shown. */
export interface ProjectSurvey {
  readonly connectors: readonly ShownConnector[]
  readonly problems: readonly RevError[]
}

/** Every installed connector, and those that only the project's files name, by path. Runs no connector code. */
export async function surveyProject(
  projectPath: string,
  resolver: ProjectConnectors,
): Promise<ProjectSurvey> {
  const { connectors, problems } = await resolver.survey()
  const { project, error, used } = await tryProject(projectPath, resolver)
  return {
    connectors: [...connectors, ...onlyNamed(used, connectors)].map((connector) => ({
      connector,
      usedBy: usersOf(connector, project),
    })),
    problems: error === undefined ? problems : [...problems, error],
  }
}

/** The connectors that project files name and no package.json declares, each once. */
function onlyNamed(
  used: readonly UsedConnector[],
  installed: readonly ResolvedConnector[],
): ResolvedConnector[] {
  const known = new Set(installed.map(({ folder }) => folder))
  const named = new Map(used.map(({ connector }) => [connector.folder, connector]))
  return [...named.values()].filter(({ folder }) => !known.has(folder))
}

function usersOf({ packageName }: ResolvedConnector, project: Project | undefined): string[] {
  const connections = [
    ...(project?.sources.values() ?? []),
    ...(project?.destinations.values() ?? []),
  ]
  return connections
    .filter(({ connector }) => connector.packageName === packageName)
    .map(({ name }) => name)
}
