import { allChecks } from '../conformance/checks/all-checks.ts'
import type { Conformance } from '../conformance/define-conformance.ts'
import { runConformance } from '../conformance/run/run-conformance.ts'
import type { AnyConnector } from '../conformance/trial/subject.ts'
import type { Simulator } from '../simulator/simulator-options.ts'
import { ExchangeChecker } from './check/exchange-checker.ts'
import { toExchange } from './check/exchange.ts'
import type { DescribedVendor } from './define-vendor-spec.ts'
import { readDescriptions } from './read-description.ts'
import { ReportCounter, type VendorSpecReport } from './vendor-spec-report.ts'

// They fill a limit or a heap with thousands of the same request, which shows no other shape.
const repetitive = new Set(['L01', 'L02', 'L03', 'L08'])

/** A connector, how it is tried, and what it is held against. */
export interface VendorSpecCheck {
  readonly definition: AnyConnector
  readonly conformance: Conformance
  readonly spec: DescribedVendor
  /** The folder with a folder of descriptions for each vendor. */
  readonly specsPath: string
}

/**
 * Runs the conformance suite and the scenario of a connector, and holds every request and every answer against the
 * vendor's description.
 * @throws `REV_CONFIG_INVALID` where a description cannot be read
 */
export async function checkVendorSpec(check: VendorSpecCheck): Promise<VendorSpecReport> {
  const { definition, conformance, spec, specsPath } = check
  const checker = new ExchangeChecker(await readDescriptions(specsPath, spec))
  const counter = new ReportCounter(spec)
  const observe = (simulator: Simulator | undefined) =>
    void simulator?.watch((watched) => counter.add(checker.check(toExchange(watched))))
  const only = allChecks.map(({ id }) => id).filter((id) => !repetitive.has(id))
  await runConformance({ definition, conformance: observed(conformance, observe), only })
  await spec.scenario?.(observe)
  return counter.report()
}

/** The same conformance, with each simulator shown before its first request. */
function observed(
  conformance: Conformance,
  observe: (simulator: Simulator | undefined) => void,
): Conformance {
  const start = async () => {
    const system = await conformance.start()
    if (!('missing' in system)) observe(system.simulator)
    return system
  }
  return { ...conformance, start } as Conformance
}
