import { lstat, readdir, realpath } from 'node:fs/promises'
import path from 'node:path'
import { configError, type RevError } from '@revetl/sdk'

const bytesMax = 255
// Windows gives these to devices, with any ending: https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file (read 2026-11-22)
const device = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?$/i
// oxlint-disable-next-line no-control-regex
const forbidden = /[\u0000-\u001f\u007f<>:"/\\|?*]/

/** Why a name cannot be the name of a file in a folder, on any system. */
function nameProblem(name: string): string | undefined {
  if (name === '' || name === '.' || name === '..') return 'it is no file name'
  if (!name.isWellFormed()) return 'it is not well-formed Unicode'
  if (forbidden.test(name)) return 'it has a character that not every system allows in a file name'
  if (/[. ]$/.test(name)) return 'it ends with a dot or a space'
  if (name.startsWith('.rev-')) return 'names that begin with .rev- are for unfinished files'
  if (device.test(name)) return 'some systems give this name to a device'
  if (Buffer.byteLength(name) > bytesMax) return `it is longer than ${bytesMax} bytes`
  return undefined
}

/** @throws `REV_CONFIG_INVALID` for a name that cannot be that of a file in a folder. */
export function checkName(name: string): void {
  const problem = nameProblem(name)
  if (problem !== undefined) throw refuse(name, problem)
}

/**
 * The path of an object's file, which is directly in the folder and nowhere else.
 * @throws `REV_CONFIG_INVALID` for a name that leads out of it or clashes with another.
 */
export async function resolveFile(folder: string, name: string): Promise<string> {
  checkName(name)
  const root = await realpath(folder)
  const file = path.join(root, name)
  const clash = (await readdir(root)).find((other) => other !== name && fold(other) === fold(name))
  if (clash !== undefined)
    throw refuse(name, `the folder has ${clash}, which some systems take for the same`)
  const found = await lstat(file).catch(() => undefined)
  if (found?.isSymbolicLink() === true) throw refuse(name, 'it is a symbolic link')
  if (found !== undefined && !found.isFile() && !found.isDirectory()) {
    throw refuse(name, 'it is no regular file')
  }
  return file
}

function fold(name: string): string {
  return name.normalize('NFC').toLowerCase()
}

function refuse(name: string, why: string): RevError {
  return configError(`Failed to use the object ${JSON.stringify(name.slice(0, 80))}: ${why}.`, {
    hint: 'Name a file in the folder of the destination, such as contacts.csv.',
  })
}
