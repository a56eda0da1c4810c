import type { Engine, Project } from '@revetl/core'
import { createLogger } from '../output/logger.ts'
import type { Printer } from '../output/printer.ts'
import type { GlobalFlags } from '../rev-command.ts'
import { findProjectFolder } from './project-folder.ts'
import { secretsToHide } from './secrets-to-hide.ts'

/** A project and the engine that works on it. */
export interface Session extends AsyncDisposable {
  readonly project: Project
  readonly engine: Engine
}

/**
 * Reads the project that the flags name and starts an engine for it.
 * @throws `REV_CONFIG_*` and `REV_CONNECTOR_*` for what is wrong with the project.
 */
export async function openSession(flags: GlobalFlags, printer: Printer): Promise<Session> {
  const projectPath = findProjectFolder(flags.project)
  printer.projectPath = projectPath
  // Imported on use: they bring the database engine, which `rev --help` must not wait for.
  const [{ loadProject, openEngine }, { createConnectorResolver }] = await Promise.all([
    import('@revetl/core'),
    import('@revetl/registry'),
  ])
  const connectors = createConnectorResolver({ projectPath })
  const project = await loadProject({ path: projectPath, env: process.env, connectors })
  printer.hide(secretsToHide(project))
  const log = createLogger(flags, printer)
  const engine = await openEngine({ project, log })
  return { project, engine, [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose]() }
}
