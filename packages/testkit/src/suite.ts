// The conformance checks as vitest tests; its own entry, so that the testkit itself needs no test runner.
import { describe, test, type TestContext } from 'vitest'
import type { CheckInfo, Skipped, WriteCheck } from './conformance/check.ts'
import { destinationChecks } from './conformance/destination-checks.ts'
import { ConformanceTarget, type ConformanceOptions } from './conformance/target.ts'
import { nameOfCase } from './conformance/write-case.ts'

/**
 * Registers what the contract demands of every destination as tests of the file that calls it. Expectations follow
 * from the definition: what it does not declare is skipped with a reason.
 */
export function destinationSuite(options: ConformanceOptions): void {
  const target = new ConformanceTarget(options)
  describe(`conformance of the destination ${options.definition.id}`, () => {
    for (const check of destinationChecks.connector) register(check, '', () => check.run(target))
    for (const writeCase of options.cases) {
      const isAbout = ({ operations }: WriteCheck) =>
        operations?.includes(writeCase.operation) ?? true
      for (const check of destinationChecks.write.filter(isAbout)) {
        register(check, `${nameOfCase(writeCase)}: `, () => check.run(target, writeCase))
      }
    }
  })
}

const timeoutMs = 60_000

function register(
  { id, title, severity }: CheckInfo,
  subject: string,
  run: () => Promise<Skipped | void>,
): void {
  // oxlint-disable-next-line vitest/expect-expect -- the check rejects with what it finds
  test(`${id} ${subject}${title}`, { timeout: timeoutMs }, async (context) => {
    const skipped = await (severity === 'must' ? run() : warnInstead(run, context))
    if (skipped !== undefined) context.skip(`not applicable: ${skipped.skipped}`)
  })
}

async function warnInstead(
  run: () => Promise<Skipped | void>,
  context: TestContext,
): Promise<Skipped | void> {
  try {
    return await run()
  } catch (error) {
    await context.annotate(String(error), 'warning')
    return undefined
  }
}

export type { ConformanceOptions } from './conformance/target.ts'
export type { WriteCase } from './conformance/write-case.ts'
