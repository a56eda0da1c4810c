import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { RevError } from '@revetl/sdk'
import { isJsonObject, type JsonObject } from '../json-file.ts'
import { runNpm } from './run-npm.ts'

/** What a registry says of a package. */
export interface PackageInfo {
  readonly name: string
  readonly versions: readonly string[]
  /** Versions by tag; `latest` is what an author recommends. */
  readonly tags: Readonly<Record<string, string>>
  /** When each version was published, ISO 8601. */
  readonly publishedAt: Readonly<Record<string, string>>
}

/** What a registry says of one version. */
export interface VersionInfo {
  readonly version: string
  readonly integrity: string | undefined
  readonly publisher: string | undefined
  /** Whether the registry has a signed statement of where and from what it was built. */
  readonly hasProvenance: boolean
  readonly deprecated: string | undefined
}

/** The registry that npm is configured for. */
export interface NpmClient {
  /** @throws `REV_CONNECTOR_UNKNOWN` where there is none. */
  package(name: string): Promise<PackageInfo>
  version(name: string, version: string): Promise<VersionInfo>
  /** The bytes of a tarball, which npm has compared with what the registry says of it. */
  tarball(name: string, version: string): Promise<Uint8Array>
}

/** A client that asks npm itself, in a folder whose configuration holds. */
export function createNpmClient(folder: string): NpmClient {
  return {
    package: async (name) => toPackageInfo(name, await view(folder, name)),
    version: async (name, version) => toVersionInfo(await view(folder, `${name}@${version}`)),
    tarball: (name, version) => download(folder, `${name}@${version}`),
  }
}

async function view(folder: string, spec: string): Promise<JsonObject> {
  const text = await runNpm(['view', spec, '--json', '--prefer-online'], folder)
  const value: unknown = text.trim() === '' ? undefined : JSON.parse(text)
  if (isJsonObject(value)) return value
  throw new RevError('REV_CONNECTOR_UNKNOWN', `Failed to find ${spec}: the registry has none.`)
}

/** What `npm view` says of a package. */
export function toPackageInfo(name: string, found: JsonObject): PackageInfo {
  const { versions, time } = found
  const list = Array.isArray(versions) ? versions : [versions]
  return {
    name,
    versions: list.filter((one) => typeof one === 'string'),
    tags: textsOf(found['dist-tags']),
    publishedAt: textsOf(time),
  }
}

/** What `npm view` says of one version. */
export function toVersionInfo(found: JsonObject): VersionInfo {
  const { version, dist, deprecated, _npmUser: user } = found
  const { integrity, attestations } = isJsonObject(dist) ? dist : {}
  return {
    version: String(version),
    integrity: typeof integrity === 'string' ? integrity : undefined,
    publisher: publisherOf(user ?? found['maintainers']),
    hasProvenance: isJsonObject(attestations) && attestations['provenance'] !== undefined,
    deprecated: typeof deprecated === 'string' && deprecated !== '' ? deprecated : undefined,
  }
}

/** npm writes people as `name <address>`; the address is nobody's business here. */
function publisherOf(user: unknown): string | undefined {
  const one: unknown = Array.isArray(user) ? user[0] : user
  const text = isJsonObject(one) ? one['name'] : one
  return typeof text === 'string' ? text.replace(/\s*<.*$/, '') : undefined
}

function textsOf(value: unknown): Record<string, string> {
  const entries = isJsonObject(value) ? Object.entries(value) : []
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

async function download(folder: string, spec: string): Promise<Uint8Array> {
  const target = await mkdtemp(path.join(tmpdir(), 'rev-tarball-'))
  try {
    const args = ['pack', spec, '--json', '--ignore-scripts', '--pack-destination', target]
    const [packed] = JSON.parse(await runNpm(args, folder)) as { readonly filename: string }[]
    return await readFile(path.join(target, path.basename(packed?.filename ?? '')))
  } finally {
    await rm(target, { recursive: true, force: true })
  }
}
