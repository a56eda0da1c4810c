import type { Desk, Engine, loadProject as LoadProject, Project } from '@revetl/core'
import { createLogger } from '../output/logger.ts'
import type { Printer } from '../output/printer.ts'
import type { GlobalFlags } from '../rev-command.ts'
import { oneLine } from '../text/value-text.ts'
import { findProjectFolder } from './project-folder.ts'
import { secretsToHide } from './secrets-to-hide.ts'

/** A project and the engine that works on it. */
export interface Session extends AsyncDisposable {
  readonly project: Project
  readonly engine: Engine
}

/** A project and what it remembers. */
export interface DeskSession extends AsyncDisposable {
  readonly project: Project
  readonly desk: Desk
}

/**
 * What of a project that is not right in every file may be left out: `nothing`, or syncs that are at fault, which are
 * `noted` on standard error here, or `shown` by the command.
 */
export type LeftOut = 'nothing' | 'noted' | 'shown'

/**
 * Reads the project that the flags name and starts an engine for it.
 * @throws `REV_CONFIG_*` and `REV_CONNECTOR_*` for what is wrong with the project.
 */
export async function openSession(
  flags: GlobalFlags,
  printer: Printer,
  leftOut: LeftOut = 'nothing',
): Promise<Session> {
  // Imported on use: it brings the database engine, which `rev --help` must not wait for.
  const { loadProject, openEngine } = await import('@revetl/core')
  const project = await openProject(flags, printer, { loadProject, leftOut })
  const log = createLogger(flags, printer)
  const engine = await openEngine({ project, log })
  return { project, engine, [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose]() }
}

/** Reads the project that the flags name, for a command that starts nothing. @throws as `openSession` */
export async function openDeskSession(
  flags: GlobalFlags,
  printer: Printer,
  leftOut: LeftOut = 'noted',
): Promise<DeskSession> {
  const { loadProject, openDesk } = await import('@revetl/core/desk')
  const project = await openProject(flags, printer, { loadProject, leftOut })
  const desk = await openDesk(project)
  return { project, desk, [Symbol.asyncDispose]: () => desk[Symbol.asyncDispose]() }
}

async function openProject(
  flags: GlobalFlags,
  printer: Printer,
  { loadProject, leftOut }: { readonly loadProject: typeof LoadProject; readonly leftOut: LeftOut },
): Promise<Project> {
  const projectPath = findProjectFolder(flags.project)
  printer.projectPath = projectPath
  const { createConnectorResolver } = await import('@revetl/registry/resolver')
  const connectors = createConnectorResolver({ projectPath })
  const project = await loadProject({
    path: projectPath,
    env: process.env,
    connectors,
    leavesOutBroken: leftOut !== 'nothing',
  })
  printer.hide(secretsToHide(project))
  if (leftOut === 'noted') noteLeftOut(project, [], printer)
  return project
}

/** Says of each sync that is left out why, in a line; not of those that the command shows. */
export function noteLeftOut(
  { brokenSyncs }: Pick<Project, 'brokenSyncs'>,
  shown: readonly string[],
  printer: Printer,
): void {
  for (const [sync, { message, place }] of brokenSyncs) {
    if (shown.includes(sync)) continue
    const where = place === undefined ? '' : ` (${place.file}:${place.line}:${place.column})`
    printer.err(oneLine(`! The sync ${sync} is left out: ${message}${where}`))
  }
}
