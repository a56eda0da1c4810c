import { readFile } from 'node:fs/promises'
import type { Manifest } from '@revetl/sdk'
import { skip, type PackageCheck } from '../check.ts'
import { expectInFile } from './package-json-checks.ts'
import { smallestBump, type Bump } from './smallest-bump.ts'

const ranks: Readonly<Record<Bump, number>> = { none: 0, patch: 1, minor: 2, major: 3 }

/** What a release promises about the one before it. */
export const packageReleaseChecks: readonly PackageCheck[] = [
  {
    id: 'P14',
    title: 'the version tells how much has changed since the last release',
    level: 'S',
    severity: 'must',
    about: 'package',
    run: async ({ facts: { published }, version, manifestFile }) => {
      if (published === undefined) return skip('nothing is known of a published version')
      const manifest = JSON.parse(await readFile(manifestFile, 'utf8')) as Manifest
      const { bump, because } = smallestBump(published.manifest as unknown as Manifest, manifest)
      const made = bumpBetween(published.version, version)
      expectInFile(ranks[made] >= ranks[bump], {
        file: 'package.json',
        expected: `a ${bump} version after ${published.version}, because ${because}`,
        got: version,
      })
      return undefined
    },
  },
]

function bumpBetween(before: string, after: string): Bump {
  const [a, b] = [before, after].map((version) => version.split(/[.+-]/).map(Number))
  if (a?.[0] !== b?.[0]) return 'major'
  // Below 1.0.0 a minor version may break.
  if (a?.[1] !== b?.[1]) return a?.[0] === 0 ? 'major' : 'minor'
  return a?.[2] === b?.[2] ? 'none' : 'patch'
}
