import { access, constants, readdir, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import {
  configError,
  type Catalog,
  type CheckResult,
  type Context,
  type DiscoverRequest,
} from '@revetl/sdk'
import type { FileConfig } from './config.ts'
import { writeError } from './file-errors.ts'
import { checkName } from './file-name.ts'
import { findFormat, formatOf } from './format.ts'

/** Finds out whether the folder can be written, without writing. */
export async function checkFolder({
  config,
  projectPath,
}: Context<FileConfig>): Promise<CheckResult> {
  const folder = path.resolve(projectPath, config.folder)
  const found = await nearest(folder)
  if (!(await stat(found)).isDirectory()) {
    throw configError(`Failed to use the folder ${config.folder}: ${found} is no folder.`)
  }
  await access(found, constants.W_OK | constants.X_OK).catch((error: unknown) => {
    throw writeError(config.folder, error)
  })
  return { account: { id: found === folder ? await realpath(folder) : folder } }
}

/** The folder, or the one above in which it will be made. */
async function nearest(folder: string): Promise<string> {
  const exists = await stat(folder).then(
    () => true,
    () => false,
  )
  const above = path.dirname(folder)
  return exists || above === folder ? folder : nearest(above)
}

/**
 * The files that are there; any other name makes a new one.
 * @throws `REV_CONFIG_INVALID` where one that is needed can be no such file.
 */
export async function listFiles(
  { config, projectPath }: Context<FileConfig>,
  { objects: needed }: DiscoverRequest = { objects: [] },
): Promise<Catalog> {
  for (const name of needed) {
    checkName(name)
    formatOf(name)
  }
  const folder = path.resolve(projectPath, config.folder)
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw writeError(config.folder, error)
  })
  const names = entries.filter((name) => !name.startsWith('.') && findFormat(name) !== undefined)
  return {
    objects: names.toSorted().map((name) => ({ name, fields: {}, isOpen: true })),
    isOpen: true,
  }
}
