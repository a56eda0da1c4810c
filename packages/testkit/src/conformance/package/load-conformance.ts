import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { errorMessage, RevError } from '@revetl/sdk'
import type { Conformance } from '../define-conformance.ts'
import type { PackageUnderTest } from './package-under-test.ts'

const places = ['ts', 'mts', 'js', 'mjs'].map((ending) => `test/conformance.config.${ending}`)

/**
 * The conformance file of a package: the one that `rev.conformance` of its package.json names, else
 * `test/conformance.config.ts` (or .js).
 * @returns undefined where it has none
 * @throws `REV_CONNECTOR_INVALID` where it cannot be loaded or says nothing.
 */
export async function loadConformance(subject: PackageUnderTest): Promise<Conformance | undefined> {
  const { conformance: named } = subject.rev
  const candidates = typeof named === 'string' ? [named] : places
  const name = candidates.find((one) => existsSync(path.join(subject.folder, one)))
  if (name === undefined) {
    if (typeof named !== 'string') return undefined
    throw invalid(named, 'there is no such file')
  }
  const url = pathToFileURL(path.join(subject.folder, name)).href
  const module = (await import(url).catch((error: unknown) => {
    throw invalid(name, errorMessage(error))
  })) as { default?: Conformance }
  const { default: conformance } = module
  const kind = conformance?.kind
  if (kind === 'source' || kind === 'destination') return conformance
  throw invalid(name, 'its default export is not what defineConformance gives')
}

function invalid(name: string, why: string): RevError {
  return new RevError('REV_CONNECTOR_INVALID', `Failed to load ${name}: ${why}.`, {
    hint: 'Write `export default defineConformance({ … })`.',
  })
}
