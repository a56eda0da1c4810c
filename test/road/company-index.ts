import { generateKeyPairSync } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { nextIndex, releaseOf, signIndex, type TestedRelease } from '@revetl/registry/build'
import type { NpmRegistry } from '../support/npm-registry.ts'

/** Two indexes that a company made and signed itself, the second after the first. */
export interface CompanyIndex {
  /** The flags that name each of them. */
  readonly first: readonly string[]
  readonly second: readonly string[]
  /** The second one, with a byte changed after it was signed. */
  readonly forged: readonly string[]
}

/** Indexes two versions as they lie in the registry; the second index says that the first version was yanked. */
export async function makeCompanyIndex(
  registry: NpmRegistry,
  folder: string,
  reports: readonly TestedRelease[],
): Promise<CompanyIndex> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const releases = await Promise.all(
    reports.map(async (report) => {
      const file = `${path.basename(report.package)}-${report.version}.tgz`
      return releaseOf(await readFile(path.join(registry.storage, report.package, file)), report)
    }),
  )
  const nowMs = Date.now()
  const first = nextIndex(undefined, { releases }, { nowMs })
  const [{ name, version } = { name: '', version: '' }] = releases
  const second = nextIndex(
    first,
    { yanked: [{ name, version, why: 'it loses people' }] },
    { nowMs },
  )
  const keyFile = path.join(folder, 'index-key.pem')
  await writeFile(keyFile, publicKey.export({ type: 'spki', format: 'pem' }))
  const write = async (file: string, text: string): Promise<readonly string[]> => {
    await writeFile(path.join(folder, file), text)
    return ['--index', path.join(folder, file), '--index-key', keyFile]
  }
  const text = JSON.stringify(signIndex(second, privateKey))
  return {
    first: await write('index-1.json', JSON.stringify(signIndex(first, privateKey))),
    second: await write('index-2.json', text),
    forged: await write('index-3.json', text.replace('it loses people', 'it is fine now')),
  }
}
