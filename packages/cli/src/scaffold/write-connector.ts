import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { RevError } from '@revetl/sdk'
import type { ConnectorNames } from './connector-names.ts'
import { rewritePackageJson, rewriteText, rewriteTsconfig } from './rewrite-template.ts'

const ignored = ['node_modules/', 'dist/', '*.tsbuildinfo', '.env', '']

/** What a new connector is made of. */
export interface ConnectorScaffold {
  /** Where it goes: a folder that is empty or not there. */
  readonly folder: string
  /** Where the template is. */
  readonly template: string
  readonly names: ConnectorNames
  /** The range of the command line that tests it. */
  readonly cliRange: string
}

/**
 * Writes a new connector from the template.
 * @returns its files, relative to the folder
 * @throws `REV_USAGE` where the folder has something in it: nothing is overwritten.
 */
export async function writeConnector(scaffold: ConnectorScaffold): Promise<readonly string[]> {
  const { folder, template } = scaffold
  if (existsSync(folder) && (await readdir(folder)).length > 0) {
    throw new RevError('REV_USAGE', `Failed to create a connector in ${folder}: it is not empty.`, {
      hint: 'Nothing was written. Name another folder with --folder.',
    })
  }
  const entries = await readdir(template, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(template, path.join(entry.parentPath, entry.name)))
    .toSorted()
  for (const file of files) {
    const text = await readFile(path.join(template, file), 'utf8')
    await write(path.join(folder, targetOf(file)), rewriteFile(targetOf(file), text, scaffold))
  }
  await write(path.join(folder, '.gitignore'), ignored.join('\n'))
  return [...files.map(targetOf), '.gitignore']
}

/** In the command line it has another name: there it would be a package inside a package. */
const targetOf = (file: string): string => file.replace(/^_package\.json$/, 'package.json')

function rewriteFile(file: string, text: string, { names, cliRange }: ConnectorScaffold): string {
  const name = path.basename(file)
  // The licence is the licence's own.
  if (name === 'LICENSE') return text
  if (name === 'package.json') return rewritePackageJson(text, names, cliRange)
  return name === 'tsconfig.json' ? rewriteTsconfig(text) : rewriteText(text, names)
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, text, { flag: 'wx' })
}
