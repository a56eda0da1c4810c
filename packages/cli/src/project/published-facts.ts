import path from 'node:path'
import type { PackageFacts } from '@revetl/testkit'
import { readJson } from './read-json.ts'

/**
 * A published version of the package in a folder, from the registry that npm is configured for. None of its code runs.
 * @throws `REV_CONNECTOR_UNKNOWN` where there is none.
 */
export async function publishedFacts(folder: string, version: string): Promise<PackageFacts> {
  const { createNpmClient, publishedManifest } = await import('@revetl/registry')
  const { name = '' } = await readJson<{ name?: string }>(path.join(folder, 'package.json'))
  const published = await publishedManifest(createNpmClient(folder), name, version)
  return {
    published: { version: published.version, manifest: { ...published.manifest } },
  }
}
