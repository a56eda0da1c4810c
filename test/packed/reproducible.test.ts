import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { packWorkspace } from '../support/pack-workspace.ts'

const packages = [
  '@revetl/sdk',
  '@revetl/http',
  '@revetl/testkit',
  '@revetl/core',
  '@revetl/registry',
  '@revetl/cli',
  '@revetl/source-duckdb',
  '@revetl/source-mysql',
  '@revetl/source-postgres',
  '@revetl/source-sqlite',
  '@revetl/destination-file',
  '@revetl/destination-http',
  '@revetl/destination-hubspot',
  '@revetl/destination-mysql',
  '@revetl/destination-postgres',
]

/** The content of each tarball of a packing, as a hash. */
async function packOnce(folder: string): Promise<Record<string, string>> {
  await mkdir(folder)
  const files = await packWorkspace(packages, folder)
  const hashes = files.map(async (file) => {
    const hash = createHash('sha256').update(await readFile(file))
    return [path.basename(file), hash.digest('hex')] as const
  })
  return Object.fromEntries(await Promise.all(hashes))
}

test('packing twice gives the same bytes, so that anybody can compare a release with its source', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'rev-packs-'))
  try {
    const first = await packOnce(path.join(folder, 'first'))
    const second = await packOnce(path.join(folder, 'second'))
    expect(Object.keys(first)).toHaveLength(packages.length)
    expect(second).toEqual(first)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
