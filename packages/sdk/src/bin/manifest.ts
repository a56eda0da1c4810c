#!/usr/bin/env node
// Writes the manifest of the connector in a folder: `revetl-manifest [folder] [--check]`.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { isRevError } from '../errors.ts'
import { buildManifest } from '../manifest/build-manifest.ts'

const folder = path.resolve(process.argv.slice(2).find((arg) => !arg.startsWith('-')) ?? '.')
const isCheck = process.argv.includes('--check')

try {
  const { file, text } = await buildManifest(folder)
  if (isCheck) await compare(file, text)
  else {
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, text)
  }
} catch (error) {
  if (!isRevError(error)) throw error
  for (const { code, message } of [error, ...error.others]) console.error(`${code}: ${message}`)
  if (error.hint !== undefined) console.error(error.hint)
  process.exitCode = 2
}

async function compare(file: string, text: string): Promise<void> {
  const written = await readFile(file, 'utf8').catch(() => undefined)
  if (written === text) return
  console.error(`${file} is not what the code says. Run revetl-manifest after the build.`)
  process.exitCode = 1
}
