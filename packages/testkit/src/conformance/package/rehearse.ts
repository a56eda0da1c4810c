import type { Outcome, ValueRecord } from '@revetl/sdk'
import { errorMessage, isRevError } from '@revetl/sdk'
import type { SimulatorRequest } from '../../simulator/request.ts'
import { loadConformance } from './load-conformance.ts'
import { PackageUnderTest } from './package-under-test.ts'
import { Subject } from '../trial/subject.ts'
import { loadDefinition } from './test-package.ts'
import { WriteTrial } from '../trial/write-trial.ts'

/** A request that a connector sent to its simulator. */
export interface RehearsedRequest extends Pick<SimulatorRequest, 'method' | 'path' | 'text'> {
  /** Absent where no answer came. */
  readonly status: number | undefined
}

/** One operation tried on the simulator of a connector. */
export interface Rehearsal {
  /** `upsert people` */
  readonly name: string
  readonly records: readonly ValueRecord[]
  readonly requests: readonly RehearsedRequest[]
  readonly outcomes: readonly Outcome[]
  /** What was thrown instead of outcomes. */
  readonly error?: string
}

/**
 * Tries every case of a destination once on its simulator, two good records and a bad one where there is any, so that
 * an author sees what is sent and what becomes of it. Checks nothing. A source has no cases.
 * @throws `REV_CONNECTOR_INVALID` where the package or its conformance file cannot be loaded.
 */
export async function rehearse(folder: string): Promise<readonly Rehearsal[]> {
  const subject = await PackageUnderTest.open(folder)
  const definition = await loadDefinition(subject)
  const conformance = await loadConformance(subject)
  const all = new Subject({ definition, conformance, package: subject })
  const rehearsals: Rehearsal[] = []
  for (const one of conformance?.kind === 'destination' ? conformance.cases : []) {
    await using trial = new WriteTrial(all, one)
    rehearsals.push(await rehearseCase(trial))
  }
  return rehearsals
}

async function rehearseCase(trial: WriteTrial): Promise<Rehearsal> {
  const { name } = trial
  const { badRecord } = trial.case
  const good = trial.records(2)
  await trial.prepare(good)
  const records = badRecord === undefined ? good : [...good, badRecord(2)]
  const requests: RehearsedRequest[] = []
  const { simulator } = await trial.vendor()
  simulator?.watch(({ request: { method, path, text }, reply }) => {
    requests.push({ method, path, text, status: reply?.status })
  })
  try {
    return { name, records, requests, outcomes: await trial.write(records) }
  } catch (error) {
    const why = isRevError(error) ? `${error.code}: ${error.message}` : errorMessage(error)
    return { name, records, requests, outcomes: [], error: why }
  }
}
