import { createHash } from 'node:crypto'
import { RevError } from '@revetl/sdk'
import { Parser, type ReadEntry } from 'tar'
import { isJsonObject, type JsonObject } from '../json-file.ts'

/** What a tarball holds, read without unpacking it to the disk or running any of it. */
export interface TarballContent {
  /** `sha512-…` of the tarball, in base64. */
  readonly integrity: string
  readonly packageJson: JsonObject
  /** The bytes of a file of the package. */
  readonly file: (name: string) => Uint8Array | undefined
}

// package.json, the manifest and the changelog are small; what is larger is no such file.
const fileBytesMax = 8 << 20
const kept = /\.json$|(^|\/)CHANGELOG\.md$/

/** Reads the JSON files of a package's tarball. @throws `REV_CONNECTOR_INVALID` where it is none. */
export async function readTarball(bytes: Uint8Array): Promise<TarballContent> {
  const files = await jsonFiles(bytes)
  const packageJson = parse(files.get('package.json'))
  if (packageJson === undefined) {
    throw new RevError('REV_CONNECTOR_INVALID', 'Failed to read a package: it has no package.json.')
  }
  return {
    integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
    packageJson,
    file: (name) => files.get(name.replace(/^\.\//, '')),
  }
}

function parse(bytes: Uint8Array | undefined): JsonObject | undefined {
  if (bytes === undefined) return undefined
  const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
  return isJsonObject(value) ? value : undefined
}

/** The small JSON files by their path in the package: the first folder of a tarball has any name. */
function jsonFiles(bytes: Uint8Array): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>()
  return new Promise((resolve, reject) => {
    const parser = new Parser({
      strict: true,
      filter: (name, entry) => kept.test(name) && (entry as ReadEntry).size <= fileBytesMax,
      onReadEntry: (entry) => {
        const chunks: Buffer[] = []
        entry.on('data', (chunk: Buffer) => chunks.push(chunk))
        entry.on('end', () => {
          files.set(entry.path.split('/').slice(1).join('/'), Buffer.concat(chunks))
        })
      },
    })
    parser.on('error', (cause: unknown) => {
      reject(
        new RevError('REV_CONNECTOR_INVALID', 'Failed to read a package: it is no tarball.', {
          cause,
        }),
      )
    })
    parser.on('end', () => resolve(files))
    parser.end(Buffer.from(bytes))
  })
}
