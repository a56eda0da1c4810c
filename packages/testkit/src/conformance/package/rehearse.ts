import type { Outcome, ValueRecord } from '@revetl/sdk'
import { errorMessage, isRevError } from '@revetl/sdk'
import type { CollectedModel } from '../../open-source.ts'
import type { SimulatorRequest } from '../../simulator/request.ts'
import { loadConformance } from './load-conformance.ts'
import { PackageUnderTest } from './package-under-test.ts'
import { SourceTrial } from '../trial/source-trial.ts'
import { Subject } from '../trial/subject.ts'
import { loadDefinition } from './test-package.ts'
import type { Trial } from '../trial/trial.ts'
import { WriteTrial } from '../trial/write-trial.ts'

const previewRows = 5

/** A request that a connector sent to its simulator. */
export interface RehearsedRequest extends Pick<SimulatorRequest, 'method' | 'text'> {
  /** With the query. */
  readonly path: string
  /** Absent where no answer came. */
  readonly status: number | undefined
}

/** One operation, or the read of one model, tried on the simulator of a connector. */
export interface Rehearsal {
  /** `upsert people`, `read people` */
  readonly name: string
  readonly records: readonly ValueRecord[]
  readonly requests: readonly RehearsedRequest[]
  readonly outcomes: readonly Outcome[]
  /** The first rows of a model. */
  readonly read?: CollectedModel
  /** What was thrown instead of outcomes or rows. */
  readonly error?: string
}

/**
 * Tries every case of a destination once on its simulator, two good records and a bad one where there is any, or
 * previews every model of a source, so that an author sees what is sent and what becomes of it. Checks nothing.
 * @throws `REV_CONNECTOR_INVALID` where the package or its conformance file cannot be loaded.
 */
export async function rehearse(folder: string): Promise<readonly Rehearsal[]> {
  const subject = await PackageUnderTest.open(folder)
  const definition = await loadDefinition(subject)
  const conformance = await loadConformance(subject)
  const all = new Subject({ definition, conformance, package: subject })
  if (conformance?.kind === 'source') return rehearseModels(all)
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
  const requests = await watchRequests(trial)
  try {
    return { name, records, requests, outcomes: await trial.write(records) }
  } catch (error) {
    return { name, records, requests, outcomes: [], error: reasonOf(error) }
  }
}

async function rehearseModels(all: Subject): Promise<readonly Rehearsal[]> {
  await using first = new SourceTrial(all)
  const count = (await first.source()).models.length
  const rehearsals: Rehearsal[] = []
  for (let place = 0; place < count; place += 1) {
    await using trial = new SourceTrial(all)
    const rehearsal = await rehearseModel(trial, place)
    if (rehearsal !== undefined) rehearsals.push(rehearsal)
  }
  return rehearsals
}

async function rehearseModel(trial: SourceTrial, place: number): Promise<Rehearsal | undefined> {
  const one = (await trial.source()).models[place]
  if (one === undefined) return undefined
  const requests = await watchRequests(trial)
  const shared = { name: `read ${one.name}`, records: [], requests, outcomes: [] }
  try {
    const source = await trial.openSource()
    return { ...shared, read: await source.read(one.model, { rowsMax: previewRows }) }
  } catch (error) {
    return { ...shared, error: reasonOf(error) }
  }
}

/** The requests to the simulator from now on. */
async function watchRequests(trial: Trial): Promise<readonly RehearsedRequest[]> {
  const requests: RehearsedRequest[] = []
  const { simulator } = await trial.vendor()
  simulator?.watch(({ request: { method, path, text, query }, reply }) => {
    const shown = query.size > 0 ? `${path}?${query.toString()}` : path
    requests.push({ method, path: shown, text, status: reply?.status })
  })
  return requests
}

const reasonOf = (error: unknown): string =>
  isRevError(error) ? `${error.code}: ${error.message}` : errorMessage(error)
