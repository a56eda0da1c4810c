import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The program that runs a connector in a child process, and the folder that it must be able to read. */
export function childRunner(): { readonly file: string; readonly folder: string } {
  const here = fileURLToPath(import.meta.url)
  // The sources run as they are, so that a test needs no build.
  const file = path.resolve(path.dirname(here), `../bin/connector${path.extname(here)}`)
  return { file, folder: path.resolve(path.dirname(here), '../..') }
}
