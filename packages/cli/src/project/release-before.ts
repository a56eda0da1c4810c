import { existsSync } from 'node:fs'
import path from 'node:path'
import { createNpmClient, publishedManifest, type PublishedManifest } from '@revetl/registry'
import { isRevError, RevError, type Manifest } from '@revetl/sdk'
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

/**
 * What a release is compared with: a folder, or a published version of the package.
 * @returns nothing for a package that was never published
 * @throws `REV_CONNECTOR_UNKNOWN` where a version was named that is not there
 */
export async function releaseBefore(
  folder: string,
  name: string,
  against: string | undefined,
): Promise<PublishedManifest | undefined> {
  if (against !== undefined && existsSync(path.join(against, 'package.json')))
    return releaseInFolder(path.resolve(against))
  try {
    return await publishedManifest(createNpmClient(folder), name, against)
  } catch (error) {
    const isUnknown = isRevError(error) && error.code === 'REV_CONNECTOR_UNKNOWN'
    if (isUnknown && against === undefined) return undefined
    throw error
  }
}
