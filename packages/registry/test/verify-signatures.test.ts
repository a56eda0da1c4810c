import { expect, onTestFinished, test, vi } from 'vitest'
import { toVerdicts, verifySignatures } from '../src/npm/verify-signatures.ts'
import { temporaryFolder, writeFiles } from './fixture.ts'

const one = { name: 'rev-destination-acme', version: '1.0.0', registry: 'https://npm.example.com/' }

/** A bundle of a statement, as npm prints it: what the registry says beside it is not signed. */
const attested = (predicateType: unknown, sha512: unknown = '00') => ({
  predicateType: 'https://slsa.dev/provenance/v1',
  bundle: {
    dsseEnvelope: {
      payload: Buffer.from(
        JSON.stringify({ predicateType, subject: [{ digest: { sha512 } }] }),
      ).toString('base64'),
    },
  },
})
const published = attested('https://github.com/npm/attestation/tree/main/specs/publish/v0.1')

const verified = (attestationBundles: unknown) =>
  toVerdicts(
    JSON.stringify({ invalid: [], missing: [], verified: [{ ...one, attestationBundles }] }),
  )

test.each(['v0.2', 'v1'])(
  'provenance %s that npm has verified is named with its tarball',
  (form) => {
    const bundles = [published, attested(`https://slsa.dev/provenance/${form}`, '00ff10')]
    expect(verified(bundles)).toEqual({
      provenance: [{ name: 'rev-destination-acme', version: '1.0.0', integrity: 'sha512-AP8Q' }],
      invalid: [],
      doubtful: [],
      problem: undefined,
    })
  },
)

test.each([
  ['who published', [published]],
  ['nothing', []],
  ['something without a kind', [attested(7)]],
  ['something about no tarball', [attested('https://slsa.dev/provenance/v1', 7)]],
  ['what nobody can read', [{ bundle: { dsseEnvelope: { payload: 'e30' } } }, {}, 'x']],
  ['what is not even there', undefined],
])('attestations that say %s are no provenance', (_name, bundles) => {
  expect(verified(bundles)).toMatchObject({ provenance: [], invalid: [], problem: undefined })
})

test('an npm that does not say whose provenance it has verified is a problem, and what it found bad is told', () => {
  const invalid = [{ ...one, code: 'EINTEGRITYSIGNATURE', message: 'tampered' }]
  expect(toVerdicts(JSON.stringify({ invalid, missing: [] }))).toMatchObject({
    provenance: [],
    invalid: [{ name: 'rev-destination-acme' }],
    problem: expect.stringContaining('npm 11.12') as string,
  })
})

test('npm gives up at a statement about another tarball: the package is bad, and nothing is proven of the others', () => {
  const summary = "@acme/rev-destination-acme@1.0.0 package integrity: 00 doesn't match: 01"
  const printed = JSON.stringify({ error: { code: 'EATTESTATIONSUBJECT', summary } })
  expect(toVerdicts(printed)).toEqual({
    provenance: [],
    invalid: [
      {
        name: '@acme/rev-destination-acme',
        version: '1.0.0',
        why: `its provenance does not verify: ${summary}`,
      },
    ],
    doubtful: [],
    problem: summary,
  })
})

test.each([
  ['EATTESTATIONVERIFY', 'its provenance does not verify: tampered'],
  ['EINTEGRITYSIGNATURE', 'the signature of the registry does not verify: tampered'],
])('a bad signature (%s) is named with what it is', (code, why) => {
  const printed = JSON.stringify({ invalid: [{ ...one, code, message: 'tampered' }], missing: [] })
  expect(toVerdicts(printed)).toMatchObject({
    provenance: [],
    invalid: [{ name: 'rev-destination-acme', version: '1.0.0', why }],
  })
})

test.each([
  ['{"error":{"code":"ENOTFOUND","summary":"no way to the log"}}', 'no way to the log'],
  ['', 'npm says nothing of signatures'],
  ['[]', 'npm says nothing of signatures'],
  ['{"error":{"code":"EATTESTATIONSUBJECT","summary":"?"}}', '?'],
])('what verifies nothing is a problem and never a yes: %s', (printed, problem) => {
  expect(toVerdicts(printed)).toEqual({ provenance: [], invalid: [], doubtful: [], problem })
})

test('npm itself is asked, and says why it cannot verify', async () => {
  const folder = await temporaryFolder()
  await writeFiles(folder, { 'package.json': { name: 'project' }, '.npmrc': 'fetch-retries=0\n' })
  const { problem, provenance } = await verifySignatures(folder)
  expect(provenance).toEqual([])
  expect(problem).toMatch(/\w+/)
})

test('where there is no npm, that is the reason', async () => {
  const folder = await temporaryFolder()
  vi.stubEnv('PATH', folder)
  onTestFinished(() => void vi.unstubAllEnvs())
  const { problem } = await verifySignatures(folder)
  expect(problem).toMatch(/npm.*ENOENT/)
})
