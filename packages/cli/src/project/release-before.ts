import { existsSync } from 'node:fs'
import path from 'node:path'
import { createNpmClient, publishedManifest, type PublishedManifest } from '@revetl/registry'
import { RevError, type Manifest } from '@revetl/sdk'
import { readJson } from './read-json.ts'

interface ReleasePackage {
  readonly name?: string
  readonly version?: string
  readonly rev?: { readonly manifest?: string }
}

/** The built release in a folder. @throws `REV_CONNECTOR_INVALID` where it was not built. */
export async function releaseInFolder(
  folder: string,
): Promise<PublishedManifest & { readonly name: string }> {
  const file = path.join(folder, 'package.json')
  const { name = '', version = '0.0.0', rev } = await readJson<ReleasePackage>(file)
  const manifest = path.join(folder, rev?.manifest ?? 'dist/manifest.json')
  if (existsSync(manifest)) return { name, version, manifest: await readJson<Manifest>(manifest) }
  throw new RevError('REV_CONNECTOR_INVALID', `Failed to read ${manifest}: it is not there.`, {
    hint: 'Build the package first.',
  })
}

/** What a release is compared with: a folder, or a published version of the package. */
export function releaseBefore(
  folder: string,
  name: string,
  against: string | undefined,
): Promise<PublishedManifest> {
  const isFolder = against !== undefined && existsSync(path.join(against, 'package.json'))
  return isFolder
    ? releaseInFolder(path.resolve(against))
    : publishedManifest(createNpmClient(folder), name, against)
}
