import { accessSync, constants, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { RevError } from '@revetl/sdk'
import { childRunner } from '@revetl/sdk/host'
import type { Connection } from '../../connection.ts'
import type { ChildLimits } from '../../child-limits.ts'
import type { HostServices } from '../host-services.ts'
import { dependencyFolders } from './dependency-folders.ts'
import { namesakeLinks } from './namesake-links.ts'
import { nodeFlags } from './node-flags.ts'

/** A process that can be started. */
export interface ChildProgram {
  readonly file: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly folder: string | undefined
  /** Whether the connector can reach its destination other than through the gateway. */
  readonly actsUnseen: boolean
  /** A folder of its own that is removed with it. */
  readonly tempPath: string | undefined
}

/** How the connector of a connection starts in a process of its own. @throws `REV_CONNECTOR_INVALID` */
export function childProgram(
  connection: Connection,
  { projectPath }: HostServices,
  { heapMegabytes }: ChildLimits,
): ChildProgram {
  const { code, packageName, manifest } = connection.connector
  if (code?.command !== undefined) return commandProgram(connection, code.folder, code.command)
  if (code?.entry === undefined) {
    throw new RevError(
      'REV_CONNECTOR_INVALID',
      `Failed to start ${packageName} in a child process: it has neither a module nor a command.`,
      { place: connection.place },
    )
  }
  const { permissions = {} } = manifest
  const runner = childRunner()
  const needsTemp = [...(permissions.fsRead ?? []), ...(permissions.fsWrite ?? [])].includes('temp')
  const tempPath = needsTemp ? mkdtempSync(path.join(tmpdir(), 'rev-connector-')) : undefined
  const folders = [runner.folder, code.folder].flatMap(dependencyFolders)
  const flags = nodeFlags({
    permissions,
    codeFolders: [code.entry, ...folders, ...namesakeLinks(folders)],
    config: connection.config,
    projectPath,
    tempPath: tempPath ?? '',
    heapMegabytes,
    knows: (flag) => process.allowedNodeEnvironmentFlags.has(flag),
  })
  return {
    file: process.execPath,
    args: [...flags, runner.file, code.entry, ...(permissions.net === true ? ['--net'] : [])],
    env: tempPath === undefined ? {} : { TMPDIR: tempPath },
    folder: undefined,
    actsUnseen:
      permissions.net === true ||
      permissions.addons === true ||
      (permissions.fsWrite ?? []).length > 0,
    tempPath,
  }
}

/** Interpreters find their own parts by PATH; nothing else of the environment is handed on. */
function commandProgram(
  { connector, place }: Connection,
  folder: string,
  [program = '', ...args]: readonly string[],
): ChildProgram {
  const searched = process.env['PATH'] ?? ''
  const file = program.startsWith('.')
    ? path.resolve(folder, program)
    : findProgram(program, searched)
  if (file === undefined) {
    throw new RevError(
      'REV_CONNECTOR_INVALID',
      `Failed to start ${connector.packageName}: there is no program ${program}.`,
      { place, hint: `Install ${program}, or put its folder into PATH.` },
    )
  }
  return { file, args, env: { PATH: searched }, folder, actsUnseen: true, tempPath: undefined }
}

function findProgram(program: string, searched: string): string | undefined {
  if (path.isAbsolute(program)) return program
  return searched
    .split(path.delimiter)
    .map((folder) => path.join(folder, program))
    .find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
