import { expect, test } from 'vitest'
import {
  allChecks,
  toJunit,
  toSarif,
  type CheckResult,
  type ConnectorReport,
} from '../../src/index.ts'

const failure = {
  expected: 'no "quotes" & <tags>',
  got: 'one\u0000',
  sent: 'POST /\nbody',
  see: 'docs/connectors/conformance.md#p12',
  place: { file: 'dist/index.js', line: 7 },
  fix: 'Take it out.',
}
const base = { title: 'it holds', severity: 'must', durationMs: 5 } as const
const results: readonly CheckResult[] = [
  { ...base, id: 'P12', level: 'S', status: 'failed', failure },
  { ...base, id: 'W05', level: 'M', status: 'failed', subject: 'upsert people', failure },
  { ...base, id: 'P02', level: 'S', status: 'skipped', reason: 'nothing is known' },
  { ...base, id: 'P01', level: 'S', status: 'passed' },
]
const report: ConnectorReport = {
  package: 'rev-destination-acme',
  version: '1.0.0',
  kind: 'destination',
  id: 'acme',
  tier: 'none',
  tierReason: 'P12 fails',
  passed: 1,
  failed: 2,
  warned: 0,
  skipped: 1,
  results,
  at: '2026-11-26T00:00:00.000Z',
}

test('JUnit has a case for each result, escaped, with the reason of a skip', () => {
  const xml = toJunit([report])
  expect(xml).toContain('tests="4" failures="2" skipped="1"')
  expect(xml).toContain('name="W05 upsert people it holds"')
  expect(xml).toContain('expected no &quot;quotes&quot; &amp; &lt;tags&gt;')
  expect(xml).toContain('<skipped message="nothing is known"/>')
  // oxlint-disable-next-line no-control-regex
  expect(xml).not.toMatch(/\0/)
})

test('SARIF has what is wrong with files, at its place, and nothing that ran', () => {
  expect(toSarif([report], allChecks)).toMatchObject({
    version: '2.1.0',
    runs: [
      {
        results: [
          {
            ruleId: 'P12',
            level: 'error',
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: 'dist/index.js' },
                  region: { startLine: 7 },
                },
              },
            ],
          },
        ],
      },
    ],
  })
})

test('every check has an id of its own, and the sentence of its promise', () => {
  const ids = allChecks.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(allChecks.filter(({ title }) => title.length < 15)).toEqual([])
})
