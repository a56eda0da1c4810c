import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { errorMessage, RevError } from '../errors.ts'
import { isRecord } from './check-operation.ts'
import { manifestOf, manifestText } from './manifest-of.ts'
import { parseManifest } from './parse-manifest.ts'

/** A manifest that was built and where it belongs. */
export interface BuiltManifest {
  readonly file: string
  readonly text: string
}

/**
 * Builds the manifest of the package in a folder from its compiled code, which it runs.
 * @throws `REV_CONNECTOR_INVALID`, `REV_CONNECTOR_VERSION`, `REV_CONFIG_SCHEMA`
 */
export async function buildManifest(folder: string): Promise<BuiltManifest> {
  const packageFile = path.join(folder, 'package.json')
  const packageJson = await readJson(packageFile)
  const { rev } = packageJson
  if (!isRecord(rev)) throw invalid(packageFile, 'it has no "rev" block')
  const entry = path.join(folder, entryOf(packageJson))
  const definition = await importDefault(entry)
  const manifest = await manifestOf(definition)
  for (const key of ['kind', 'id', 'apiVersion'] as const) {
    if (rev[key] !== manifest[key]) {
      throw invalid(
        packageFile,
        `rev.${key} is ${String(rev[key])}, the code says ${manifest[key]}`,
      )
    }
  }
  const { manifest: target = 'dist/manifest.json' } = rev
  const text = manifestText(manifest)
  await parseManifest(JSON.parse(text))
  return { file: path.join(folder, String(target)), text }
}

async function readJson(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'))
    if (isRecord(value)) return value
  } catch (error) {
    throw invalid(file, errorMessage(error), error)
  }
  throw invalid(file, 'it is not a JSON object')
}

/** The file that `import` of the package loads. */
function entryOf({ exports, main }: Readonly<Record<string, unknown>>): string {
  const root = isRecord(exports) ? (exports['.'] ?? exports) : exports
  const target = isRecord(root) ? (root['import'] ?? root['default']) : (root ?? main)
  return typeof target === 'string' ? target : 'dist/index.js'
}

async function importDefault(entry: string): Promise<unknown> {
  try {
    const module = (await import(pathToFileURL(entry).href)) as { readonly default?: unknown }
    return module.default
  } catch (error) {
    throw invalid(entry, errorMessage(error), error)
  }
}

function invalid(file: string, why: string, cause?: unknown): RevError {
  return new RevError('REV_CONNECTOR_INVALID', `Failed to build a manifest from ${file}: ${why}.`, {
    cause,
  })
}
