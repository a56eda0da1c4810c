import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A JSON Schema, as plain JSON. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** The kinds of project files; `header` is the YAML in the comments of a SQL file. */
export type FileKind = 'project' | 'model' | 'sync' | 'header'

/** Whether a value has the shape of its kind of file, without a word on what is wrong. */
export type FileFit = Readonly<Record<FileKind, (value: unknown) => boolean>>

// The build makes it of `fileSchema`. To do so in each process takes longer than the rest of a short command.
const compiled = new URL('compiled-file-fit.js', import.meta.url)
let loaded: Promise<FileFit | undefined> | undefined

/** What the build compiled; undefined where nothing is built. */
export function loadFileFit(): Promise<FileFit | undefined> {
  loaded ??= existsSync(fileURLToPath(compiled))
    ? (import(compiled.href) as Promise<FileFit>)
    : Promise.resolve(undefined)
  return loaded
}
