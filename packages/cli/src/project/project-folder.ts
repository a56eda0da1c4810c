import { existsSync } from 'node:fs'
import path from 'node:path'
import { RevError } from '@revetl/sdk'

/** The name of the file that makes a folder a project. */
export const projectFile = 'rev.yaml'

/**
 * The folder of the project that a command works on: the one that was named, else the nearest one upwards.
 * @throws `REV_CONFIG_MISSING` where there is none.
 */
export function findProjectFolder(named: string | undefined, workingPath = process.cwd()): string {
  const start = path.resolve(workingPath, named ?? '')
  const folder = named === undefined ? nearestProject(start) : isProject(start) && start
  if (folder) return folder
  throw new RevError(
    'REV_CONFIG_MISSING',
    named === undefined
      ? `Failed to find a project: neither ${start} nor a folder above it has a ${projectFile}.`
      : `Failed to find a project: ${start} has no ${projectFile}.`,
    { hint: 'Create one with `rev init`, or name its folder with --project.' },
  )
}

function nearestProject(folder: string): string | undefined {
  if (isProject(folder)) return folder
  const parent = path.dirname(folder)
  return parent === folder ? undefined : nearestProject(parent)
}

function isProject(folder: string): boolean {
  return existsSync(path.join(folder, projectFile))
}
