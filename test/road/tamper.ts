import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { NpmRegistry } from '../support/npm-registry.ts'

/**
 * Changes a published tarball where the registry keeps it, as somebody would who broke into it.
 * @param alsoSays whether the registry's own word about the tarball is changed with it
 */
export async function tamper(
  registry: NpmRegistry,
  {
    name,
    version,
    alsoSays,
  }: { readonly name: string; readonly version: string; readonly alsoSays: boolean },
): Promise<void> {
  const folder = path.join(registry.storage, name)
  const file = path.join(folder, `${path.basename(name)}-${version}.tgz`)
  const tar = gunzipSync(await readFile(file))
  // The same length, so that the archive stays one.
  const at = tar.indexOf('/v1/people/upsert')
  if (at < 0) throw new Error(`${file} does not hold what is changed here`)
  tar.write('/v1/people/UPSERT', at)
  const bytes = gzipSync(tar)
  await writeFile(file, bytes)
  if (!alsoSays) return
  const packument = path.join(folder, 'package.json')
  const content = JSON.parse(await readFile(packument, 'utf8')) as {
    versions: Record<string, { dist: { integrity: string; shasum: string } }>
  }
  const dist = content.versions[version]?.dist
  if (dist === undefined) throw new Error(`${packument} has no ${version}`)
  dist.integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`
  dist.shasum = createHash('sha1').update(bytes).digest('hex')
  await writeFile(packument, JSON.stringify(content))
}
