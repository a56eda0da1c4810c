import { apiVersion } from '@revetl/sdk'
import { skip, type PackageCheck } from '../check.ts'
import { CheckFailure, expectNone } from '../check-failure.ts'
import type { PackageUnderTest } from '../../package/package-under-test.ts'

// Names by which connectors are found: rev-destination-*, rev-source-*, scoped or not; ours are in a scope of our own.
const namePattern =
  /^(@[a-z0-9-~][a-z0-9-._~]*\/)?rev-(source|destination)-[a-z0-9-]+$|^@revetl\/(source|destination)-[a-z0-9-]+$/
const versionPattern = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/
const lifecycle = ['preinstall', 'install', 'postinstall', 'prepare', 'preprepare', 'postprepare']

/** What package.json promises. */
export const packageJsonChecks: readonly PackageCheck[] = [
  {
    id: 'P01',
    title: 'the package has a name, a keyword and a rev block by which it is found',
    level: 'S',
    severity: 'must',
    about: 'package',
    run: async ({ name, json, rev }) => {
      inPackageJson(namePattern.test(name), 'a name such as rev-destination-acme', name)
      const { keywords = [] } = json as { keywords?: readonly unknown[] }
      inPackageJson(keywords.includes('rev-connector'), 'the keyword rev-connector', keywords)
      const { kind, id, apiVersion: version, manifest } = rev
      inPackageJson(kind === 'source' || kind === 'destination', 'rev.kind', kind)
      inPackageJson(typeof id === 'string' && id !== '', 'rev.id', id)
      inPackageJson(version === apiVersion, `rev.apiVersion ${apiVersion}`, version)
      inPackageJson(
        typeof manifest === 'string',
        'rev.manifest, the file of the manifest',
        manifest,
      )
      inPackageJson(json['type'] === 'module', '"type": "module"', json['type'])
    },
  },
  {
    id: 'P02',
    title: 'the version is a semantic one, and greater than the published one',
    level: 'S',
    severity: 'must',
    about: 'package',
    run: async ({ version, facts: { published } }) => {
      inPackageJson(versionPattern.test(version), 'a semantic version', version)
      if (published === undefined) return skip('nothing is known of a published version')
      const isGreater = compareVersions(version, published.version) > 0
      inPackageJson(isGreater, `a version after ${published.version}`, version)
      return undefined
    },
  },
  {
    id: 'P04',
    title: 'installing it runs no script and overrides nothing, and it brings no secret',
    level: 'S',
    severity: 'must',
    about: 'package',
    run: async (subject) => {
      const { scripts = {} } = subject.json as { scripts?: Record<string, string> }
      const found = lifecycle.filter((name) => scripts[name] !== undefined)
      inPackageJson(found.length === 0, 'no script that runs on installation', found)
      for (const name of ['overrides', 'resolutions']) {
        inPackageJson(subject.json[name] === undefined, `no ${name}`, subject.json[name])
      }
      await expectNoSecret(subject)
    },
  },
  {
    id: 'P15',
    title: 'nothing that it depends on has a known critical weakness',
    level: 'S',
    severity: 'should',
    about: 'package',
    run: async ({ facts: { advisories } }) => {
      if (advisories === undefined) return skip('no advisories were asked for')
      const critical = advisories.filter(({ severity }) => severity === 'critical')
      expectNone(
        critical.map(({ name }) => name),
        'no dependency with a critical advisory',
      )
      return undefined
    },
  },
]

/** Compares two semantic versions; a pre-release comes before its release. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [versionParts(one), versionParts(other)]
  for (const place of [0, 1, 2]) {
    const difference = (a.numbers[place] ?? 0) - (b.numbers[place] ?? 0)
    if (difference !== 0) return difference
  }
  if (a.pre === b.pre) return 0
  if (a.pre === '' || b.pre === '') return a.pre === '' ? 1 : -1
  return a.pre < b.pre ? -1 : 1
}

function versionParts(version: string) {
  const [core = '', pre] = version.split('+', 1)[0]?.split(/-(.*)/s) ?? []
  return { numbers: core.split('.').map(Number), pre: pre ?? '' }
}

// Forms of credentials that vendors document, so that scanners can find them.
const secretForms = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{36}\b/,
  /\bxox[abpr]-[A-Za-z0-9-]{20,}/,
  /\bsk_live_[A-Za-z0-9]{16,}/,
  /\bnpm_[A-Za-z0-9]{36}\b/,
]

async function expectNoSecret(subject: PackageUnderTest): Promise<void> {
  for (const { name, text } of await subject.texts()) {
    const at = secretForms.map((form) => text.search(form)).find((index) => index !== -1)
    if (at === undefined) continue
    const line = text.slice(0, at).split('\n').length
    throw new CheckFailure({
      expected: 'no credential in the package',
      got: 'what looks like one',
      place: { file: name, line },
      fix: 'Take it out, and revoke it.',
    })
  }
}

function inPackageJson(holds: boolean, expected: string, got: unknown): void {
  if (holds) return
  const place = { file: 'package.json', line: 1 }
  throw new CheckFailure({ expected, got: JSON.stringify(got) ?? 'nothing', place })
}

/** Fails a check at a place in a file unless something holds. */
export function expectInFile(
  holds: boolean,
  details: {
    readonly file: string
    readonly expected: string
    readonly got: string
    readonly fix?: string
  },
): void {
  if (holds) return
  const { file, ...rest } = details
  throw new CheckFailure({ ...rest, place: { file, line: 1 } })
}
