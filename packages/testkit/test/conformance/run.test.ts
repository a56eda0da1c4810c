import { afterAll, beforeAll, expect, test } from 'vitest'
import { PackageUnderTest } from '../../src/conformance/package/package-under-test.ts'
import {
  runConformance,
  type ConnectorReport,
  type ConformanceRun,
  type DestinationConformance,
} from '../../src/index.ts'
import { copyAcme, loadAcme, type AcmeModule, type AcmePackage } from '../broken/acme-package.ts'
import { acmeConformance, acmeToken } from '../broken/acme-vendor.ts'

let acme: AcmeModule
let copy: AcmePackage
beforeAll(async () => {
  acme = await loadAcme()
  copy = await copyAcme({})
})
afterAll(() => copy[Symbol.asyncDispose]())

const few = ['P01', 'P06', 'A01', 'W02']

async function run(
  conformance: DestinationConformance | undefined,
  more: Partial<ConformanceRun> = {},
): Promise<ConnectorReport> {
  const subject = await PackageUnderTest.open(copy.folder)
  return runConformance({
    definition: acme.default,
    conformance,
    package: subject,
    only: few,
    ...more,
  })
}

test('checks of a live account run besides the others, and lead to gold', async () => {
  const live = acmeConformance.start
  const report = await run({ ...acmeConformance, live }, { isLive: true })
  expect(report.tier).toBe('gold')
  const levels = report.results.filter(({ id }) => id === 'A01').map(({ level }) => level)
  expect(levels).toEqual(['M', 'L'])
})

test('a machine without the test system leads to skips with its reason, and to bronze', async () => {
  const report = await run({
    ...acmeConformance,
    start: async () => ({ missing: 'no server binaries found' }),
  })
  expect(report).toMatchObject({ tier: 'bronze', failed: 0 })
  expect(report.tierReason).toContain('no server binaries found')
})

test('a connector that speaks HTTP without a simulator that spoils its answers stays bronze', async () => {
  const report = await run({
    ...acmeConformance,
    start: async () => {
      const { simulator: _left, ...rest } = await acmeConformance.start()
      return { ...rest, egressAllow: ['127.0.0.1/32'] }
    },
  })
  expect(report).toMatchObject({ tier: 'bronze', failed: 0 })
  expect(report.tierReason).toContain('no simulator')
})

test('a package without a conformance file is checked as far as that goes', async () => {
  const report = await run(undefined)
  expect(report).toMatchObject({ tier: 'bronze', failed: 0 })
  expect(report.tierReason).toContain('test/conformance.config')
})

test('a test system that does not start is a failure, not a skip', async () => {
  const broken: DestinationConformance = {
    ...acmeConformance,
    start: async () => {
      throw new Error('the port is taken')
    },
  }
  const { results } = await run(broken, { only: ['A01'] })
  expect(results).toMatchObject([
    { status: 'failed', failure: { got: expect.stringContaining('port is taken') } },
  ])
})

test('a configuration of the conformance file that the connector refuses is named as such, with what to do', async () => {
  const unfit: DestinationConformance = {
    ...acmeConformance,
    start: async () => ({ ...(await acmeConformance.start()), config: {} }),
  }
  const { results } = await run(unfit, { only: ['A01'] })
  expect(results).toMatchObject([
    {
      status: 'failed',
      failure: {
        expected: expect.stringContaining('from start() of its conformance file'),
        got: expect.stringContaining('url'),
        fix: expect.stringContaining('config'),
      },
    },
  ])
})

test('a failure shows what was sent, without the secrets of the configuration', async () => {
  const definition = acme.makeAcme({
    records: () => `{"by":$by,"token":"${acmeToken}","records":[]}`,
  })
  const { results } = await run(acmeConformance, { definition, only: ['W03'] })
  const { sent = '' } = results.find(({ status }) => status === 'failed')?.failure ?? {}
  expect(sent).toContain('POST /contacts/upsert')
  expect(sent).toContain('***')
  expect(sent).not.toContain(acmeToken)
})
