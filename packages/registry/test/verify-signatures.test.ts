import { expect, test } from 'vitest'
import { toVerdicts, verifySignatures } from '../src/npm/verify-signatures.ts'
import { temporaryFolder, writeFiles } from './fixture.ts'

const one = { name: 'rev-destination-acme', version: '1.0.0', registry: 'https://npm.example.com/' }

test('provenance that npm has verified is named by package and version', () => {
  const printed = JSON.stringify({
    invalid: [],
    missing: [],
    verified: [{ ...one, attestations: {} }],
  })
  expect(toVerdicts(printed)).toEqual({
    provenance: [{ name: 'rev-destination-acme', version: '1.0.0' }],
    invalid: [],
    problem: undefined,
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
])('what verifies nothing is a problem and never a yes: %s', (printed, problem) => {
  expect(toVerdicts(printed)).toEqual({ provenance: [], invalid: [], problem })
})

test('npm itself is asked, and says why it cannot verify', async () => {
  const folder = await temporaryFolder()
  await writeFiles(folder, { 'package.json': { name: 'project' }, '.npmrc': 'fetch-retries=0\n' })
  const { problem, provenance } = await verifySignatures(folder)
  expect(provenance).toEqual([])
  expect(problem).toMatch(/\w+/)
})
