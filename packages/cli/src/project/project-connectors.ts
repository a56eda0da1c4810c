import type { Project } from '@revetl/core'
import type { ProjectConnectors, ResolvedConnector } from '@revetl/registry'
import { isRevError, type RevError } from '@revetl/sdk'

/** A connector as `rev connector` shows it. */
export interface ShownConnector {
  readonly connector: Pick<ResolvedConnector, 'packageName' | 'version' | 'manifest'>
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
  const used = await usedConnectors(projectPath, resolver)
  if (isRevError(used)) {
    return {
      connectors: connectors.map((connector) => ({ connector, usedBy: [] })),
      problems: [...problems, used],
    }
  }
  const installed = connectors.map((connector) => ({
    connector,
    usedBy: used.filter((one) => isSame(one.connector, connector)).map(({ name }) => name),
  }))
  const named = used
    .filter(({ connector }) => !connectors.some((one) => isSame(one, connector)))
    .map(({ connector, name }) => ({ connector, usedBy: [name] }))
  return { connectors: [...installed, ...named], problems }
}

function isSame(a: ShownConnector['connector'], b: ShownConnector['connector']): boolean {
  return a.packageName === b.packageName
}

type Used = Pick<
  Project['sources'] extends ReadonlyMap<string, infer One> ? One : never,
  'connector' | 'name'
>

async function usedConnectors(
  projectPath: string,
  connectors: ProjectConnectors,
): Promise<readonly Used[] | RevError> {
  const { loadProject } = await import('@revetl/core')
  try {
    const project = await loadProject({
      path: projectPath,
      env: process.env,
      connectors,
    })
    return [...project.sources.values(), ...project.destinations.values()]
  } catch (error) {
    if (isRevError(error)) return error
    throw error
  }
}
