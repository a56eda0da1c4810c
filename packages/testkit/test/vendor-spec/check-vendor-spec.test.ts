import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { defineConformance } from '../../src/index.ts'
import { reply, startVendor } from '../../src/simulator.ts'
import { checkVendorSpec, type VendorSpecReport } from '../../src/vendor-spec.ts'
import { acme, acmeToken } from '../acme.ts'

const description = (account: string) => `
openapi: 3.1.0
paths:
  /me:
    get:
      responses:
        '200': { content: { application/json: { schema: ${account} } } }
        default: { content: { application/json: { schema: { type: object, additionalProperties: true } } } }
`

/** The report about a connector whose only traffic is its check. */
async function reportOn(account: string): Promise<VendorSpecReport> {
  const specsPath = await mkdtemp(path.join(tmpdir(), 'rev-specs-'))
  onTestFinished(() => rm(specsPath, { recursive: true }))
  await writeFile(path.join(specsPath, 'acme.yaml'), description(account))
  const conformance = defineConformance({
    kind: 'destination',
    cases: [],
    start: async () => {
      const simulator = await startVendor({
        credentials: { header: 'authorization', value: `Bearer ${acmeToken}` },
        account: { path: '/me', body: { id: 'acme-1' } },
        objects: {},
        errors: {
          unauthorized: () => reply(401, { message: 'bad token' }),
          throttled: () => reply(429, {}),
        },
        resultLists: () => [],
      })
      const stop = () => simulator[Symbol.asyncDispose]()
      return {
        config: { url: simulator.url, token: acmeToken },
        simulator,
        [Symbol.asyncDispose]: stop,
      }
    },
  })
  const spec = { folder: '.', descriptions: [{ file: 'acme.yaml' }] }
  return checkVendorSpec({ definition: acme(), conformance, spec, specsPath })
}

test('the traffic of the conformance suite is held against the description', async () => {
  const report = await reportOn(
    '{ type: object, required: [id], properties: { id: { type: string } } }',
  )
  expect(report).toMatchObject({ mismatches: [], unmatched: [], operations: ['GET /me'] })
  expect(report.requests.checked).toBeGreaterThanOrEqual(5)
  expect(report.answers.checked).toBeGreaterThanOrEqual(5)
})

test('an answer of the simulator that is not as described is a mismatch', async () => {
  const report = await reportOn('{ type: object, properties: { id: { type: integer } } }')
  expect(report.mismatches).toMatchObject([
    { operation: 'GET /me', in: 'answer', status: 200, pointer: '/body/id', got: '"acme-1"' },
  ])
})
