import type { Project } from '@revetl/core'
import type { ConnectorReference, ProjectConnectors, ResolvedConnector } from '@revetl/registry'
import { isRevError, type RevError } from '@revetl/sdk'

/** A connector and how a project file names it. */
export interface UsedConnector extends ConnectorReference {
  readonly connector: ResolvedConnector
}

/** What can be said of a project, also of one that is not right yet. */
export interface TriedProject {
  readonly project: Project | undefined
  /** Why there is no project. */
  readonly error: RevError | undefined
  /** The connectors that its files name and that were found. */
  readonly used: readonly UsedConnector[]
}

/** Loads a project for commands that are about its connectors, and that help while it is still being written. */
export async function tryProject(
  projectPath: string,
  connectors: ProjectConnectors,
): Promise<TriedProject> {
  const { loadProject } = await import('@revetl/core')
  const used: UsedConnector[] = []
  const recording: ProjectConnectors = {
    ...connectors,
    resolve: async (kind, reference) => {
      const connector = await connectors.resolve(kind, reference)
      used.push({ kind, reference, connector })
      return connector
    },
  }
  try {
    const project = await loadProject({
      path: projectPath,
      env: process.env,
      connectors: recording,
    })
    return { project, error: undefined, used }
  } catch (error) {
    if (!isRevError(error)) throw error
    return { project: undefined, error, used }
  }
}
