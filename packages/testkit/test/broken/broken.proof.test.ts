import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PackageUnderTest } from '../../src/conformance/package/package-under-test.ts'
import { runConformance, type CheckResult, type ConnectorReport } from '../../src/index.ts'
import { acmeConformance } from './acme-vendor.ts'
import { copyAcme, loadAcme, type AcmeModule, type AcmePackage } from './acme-package.ts'
import type { Bug } from './bug.ts'
import { accountBugs } from './account-bugs.ts'
import { configBugs } from './config-bugs.ts'
import { failureBugs } from './failure-bugs.ts'
import { packageBugs } from './package-bugs.ts'
import { writeBugs } from './write-bugs.ts'

const bugs = [...packageBugs, ...configBugs, ...accountBugs, ...writeBugs, ...failureBugs]
const timeoutMs = 120_000

let acme: AcmeModule
let good: AcmePackage
beforeAll(async () => {
  acme = await loadAcme()
  good = await copyAcme({})
}, timeoutMs)
afterAll(() => good[Symbol.asyncDispose]())

/** Runs the check that is meant to catch a bug, and no other. */
async function tryBug(bug: Bug): Promise<ConnectorReport> {
  const { caughtBy, files, parts, definition, conformance, published, advisories } = bug
  await using copy = files === undefined ? undefined : await copyAcme(files)
  const folder = copy?.folder ?? good.folder
  const manifest = { ...(await (await PackageUnderTest.open(good.folder)).manifest()) }
  const facts = {
    ...(published === undefined ? {} : { published: { ...published, manifest } }),
    ...(advisories === undefined ? {} : { advisories }),
  }
  const subject = await PackageUnderTest.open(folder, facts)
  const built = parts === undefined ? acme.default : acme.makeAcme(parts(acme.parts))
  // Awaited here: the copy goes when this function ends.
  return await runConformance({
    definition: definition?.(built, acme) ?? built,
    conformance: conformance?.(acmeConformance) ?? acmeConformance,
    package: subject,
    only: [caughtBy],
  })
}

const isCaught = ({ status }: CheckResult): boolean => status === 'failed' || status === 'warned'

describe('the good connector', () => {
  test('passes every check', { timeout: timeoutMs }, async () => {
    const subject = await PackageUnderTest.open(good.folder)
    const report = await runConformance({
      definition: acme.default,
      conformance: acmeConformance,
      package: subject,
    })
    expect(report.results.filter(isCaught)).toEqual([])
    expect(report.tier).toBe('silver')
  })
})

describe.concurrent('a connector that', () => {
  test.each(bugs.map((bug) => [bug.name, bug.caughtBy, bug] as const))(
    '%s is caught by %s',
    { timeout: timeoutMs },
    async (_name, caughtBy, bug) => {
      const { results } = await tryBug(bug)
      const caught = results.find(isCaught)
      expect(caught, JSON.stringify(results, undefined, 1)).toMatchObject({ id: caughtBy })
      const { expected, got, see } = caught?.failure ?? { expected: '', got: '', see: '' }
      expect(expected).not.toBe('')
      expect(got).not.toBe('')
      expect(see).toContain(caughtBy.toLowerCase())
    },
  )
})

test('there are at least forty bugs, and each is another one', () => {
  expect(bugs.length).toBeGreaterThanOrEqual(40)
  expect(new Set(bugs.map(({ name }) => name)).size).toBe(bugs.length)
})
