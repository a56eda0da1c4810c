import { createHash } from 'node:crypto'
import { RevError } from '@revetl/sdk'
import { Parser, type ReadEntry } from 'tar'
import { hashOfFiles, isCode } from '../code-hash.ts'
import { isJsonObject, type JsonObject } from '../json-file.ts'

/** What a tarball holds, read without unpacking it to the disk or running any of it. */
export interface TarballContent {
  /** `sha512-…` of the tarball, in base64. */
  readonly integrity: string
  /** `sha256-…` of its files, as `codeHash` says it of an installed package. */
  readonly code: string
  readonly packageJson: JsonObject
  /** The bytes of a file of the package. */
  readonly file: (name: string) => Uint8Array | undefined
}

// package.json, the manifest and the changelog are small; what is larger is no such file.
const fileBytesMax = 8 << 20
const kept = /\.json$|(^|\/)CHANGELOG\.md$/

/** Reads a package's tarball and keeps its JSON files. @throws `REV_CONNECTOR_INVALID` where it is none. */
export async function readTarball(bytes: Uint8Array): Promise<TarballContent> {
  const { files, code } = await readEntries(bytes)
  const packageJson = parse(files.get('package.json'))
  if (packageJson === undefined) {
    throw new RevError('REV_CONNECTOR_INVALID', 'Failed to read a package: it has no package.json.')
  }
  return {
    integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
    code,
    packageJson,
    file: (name) => files.get(name.replace(/^\.\//, '')),
  }
}

function parse(bytes: Uint8Array | undefined): JsonObject | undefined {
  if (bytes === undefined) return undefined
  const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
  return isJsonObject(value) ? value : undefined
}

interface Entries {
  /** The small JSON files by their path in the package. */
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly code: string
}

function readEntries(bytes: Uint8Array): Promise<Entries> {
  const files = new Map<string, Uint8Array>()
  const digests = new Map<string, string>()
  return new Promise((resolve, reject) => {
    const parser = new Parser({
      strict: true,
      // A package manager unpacks no links.
      filter: (_name, entry) => (entry as ReadEntry).type.endsWith('File'),
      onReadEntry: (entry) => {
        // The first folder of a tarball has any name.
        const name = entry.path.split('/').slice(1).join('/')
        const isKept = kept.test(name) && entry.size <= fileBytesMax
        const chunks: Buffer[] = []
        const hash = createHash('sha256')
        entry.on('data', (chunk: Buffer) => {
          hash.update(chunk)
          if (isKept) chunks.push(chunk)
        })
        entry.on('end', () => {
          if (isKept) files.set(name, Buffer.concat(chunks))
          if (isCode(name)) digests.set(name, hash.digest('hex'))
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
    parser.on('end', () => resolve({ files, code: hashOfFiles(digests) }))
    parser.end(Buffer.from(bytes))
  })
}
