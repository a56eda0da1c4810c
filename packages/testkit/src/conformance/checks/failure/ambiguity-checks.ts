import { isRevError } from '@revetl/sdk'
import { skip, type WriteCheck } from '../check.ts'
import { expectSame, expectThat } from '../check-failure.ts'
import { deliverAll } from '../../trial/deliver-all.ts'
import type { Fault } from '../../../simulator/fault.ts'
import { strike, wireShapeOf } from '../../trial/strike.ts'
import { WriteTrial } from '../../trial/write-trial.ts'

// Only where an answer is waited for in vain: a busy machine takes its time for the others.
const shortTimeouts = { timeouts: { headersMs: 300, totalMs: 1500 } }

/** What becomes of records whose answer never came or makes no sense. */
export const ambiguityChecks: readonly WriteCheck[] = [
  {
    id: 'F07',
    title: 'a connection that is reset before the answer leads to no second record',
    level: 'M',
    severity: 'must',
    about: 'operation',
    run: async (trial) => {
      for (const when of ['headers', 'before', 'after'] as const)
        await expectOnce(trial, { kind: 'reset', when })
    },
  },
  {
    id: 'F08',
    title: 'an answer that never comes after the vendor has written leads to no second record',
    level: 'M',
    severity: 'must',
    about: 'operation',
    once: 'write',
    run: async (trial) => {
      await expectOnce(trial, { kind: 'hang', when: 'after' }, shortTimeouts)
      await expectOnce(trial, { kind: 'status', status: 502, when: 'after' })
    },
  },
  {
    id: 'F09',
    title:
      'a page in HTML, an empty, cut or senseless body with status 200 is never taken for a yes',
    level: 'M',
    severity: 'must',
    about: 'operation',
    run: async (trial) => {
      const shape = await wireShapeOf(trial)
      if (!shape.requests[shape.appliesAt]?.reply?.hasBody) {
        return skip('the vendor answers by its status alone: a good answer has no body')
      }
      const faults = [
        body('<html><body>Welcome</body></html>', 'text/html'),
        body(''),
        body('null'),
        body('[]'),
        body('{}'),
        body('"yes"'),
        body(new Uint8Array([0xff, 0xfe, 0x7b])),
        { kind: 'truncate' } as const,
        { kind: 'cut' } as const,
      ]
      for (const fault of faults) await expectNotOk(trial, fault)
      return undefined
    },
  },
  {
    id: 'F10',
    title: 'an error inside an answer 200 is never taken for a yes',
    level: 'M',
    severity: 'must',
    about: 'operation',
    run: async (trial) => {
      const shape = await wireShapeOf(trial)
      if (!shape.requests[shape.appliesAt]?.reply?.hasBody) {
        return skip('the vendor answers by its status alone: a good answer has no body')
      }
      const bodies = [
        { ok: false, error: 'not_allowed' },
        { success: false, message: 'no' },
        { errors: [{ message: 'Throttled' }] },
        { status: 'error', results: [], errors: [] },
      ]
      for (const answer of bodies) {
        await expectNotOk(trial, { kind: 'body', text: JSON.stringify(answer), when: 'before' })
      }
      return undefined
    },
  },
  {
    id: 'F12',
    title:
      'a record that the answer leaves out, or a count that does not add up, is unknown and never ok',
    level: 'M',
    severity: 'must',
    about: 'operation',
    run: async (trial) => {
      const shape = await wireShapeOf(trial)
      if (!shape.requests[shape.appliesAt]?.reply?.hasBody) {
        return skip('the vendor answers by its status alone: a good answer has no body')
      }
      let changed = 0
      for (const how of [
        'none',
        'missing',
        'extra',
        'repeated',
        'contradicted',
        'miscounted',
      ] as const) {
        const { words, statuses, isSpoiled } = await writeStruck(trial, { kind: 'results', how })
        if (!isSpoiled) continue
        changed += 1
        const ok = statuses.filter((status) => status === 'ok').length
        // A foreign entry says nothing about the others, where they are named.
        const okMax = how === 'none' ? 0 : statuses.length - (how === 'extra' ? 0 : 1)
        expectThat(ok <= okMax, `at most ${okMax} records ok where the results are ${how}`, words)
      }
      return changed > 0 ? undefined : skip('the simulator names no list of results and no count')
    },
  },
]

const body = (text: string | Uint8Array, contentType = 'application/json'): Fault => ({
  kind: 'body',
  text,
  contentType,
})

/** Delivers two records as a host does; in the end each is there once, or known to be unknown. */
async function expectOnce(
  from: WriteTrial,
  fault: Fault,
  gateway?: typeof shortTimeouts,
): Promise<void> {
  await using trial = new WriteTrial(from.subject, from.case)
  await trial.destination(gateway === undefined ? {} : { gateway })
  const operation = await trial.withoutSession()
  const records = trial.records(Math.min(2, operation.batch.recordsMax))
  await trial.prepare(records)
  const vendor = await trial.vendor()
  const before = await vendor.count?.(trial.case.object)
  const logged = vendor.simulator?.log.length ?? 0
  await strike(trial, fault, { records: records.length })
  const ends = await deliverAll(trial, records)
  from.journal.note(trial.journal.text())
  const wrong = ends.find((end) => end === 'rejected' || end === 'pending')
  expectThat(wrong === undefined, 'records that are ok, skipped or unknown', ends)
  const mayRemain = operation.resend === 'unsafe' || operation.resend === 'reconcile'
  const settled = mayRemain ? ends : ends.filter((end) => end !== 'unknown')
  expectSame(settled.length, ends.length, `records that a resend (${operation.resend}) settles`)
  const isMade = ['create', 'append'].includes(trial.case.operation)
  const applied = (vendor.simulator?.log ?? []).slice(logged)
  if (isMade)
    expectSame(repeated(applied.map(({ key }) => key)), [], 'records that were made twice')
  const after = await vendor.count?.(trial.case.object)
  if (before === undefined || after === undefined) return
  expectThat(
    after - before <= records.length,
    `at most ${records.length} new records`,
    after - before,
  )
}

const repeated = (keys: readonly string[]): readonly string[] =>
  keys.filter((key, index) => keys.indexOf(key) !== index)

async function expectNotOk(from: WriteTrial, fault: Fault): Promise<void> {
  const { words, statuses } = await writeStruck(from, fault)
  expectThat(!statuses.includes('ok'), `no record ok after ${JSON.stringify(fault)}`, words)
}

interface StruckWrite {
  readonly words: string
  /** By record; `thrown` where the write as a whole failed. */
  readonly statuses: readonly string[]
  /** Whether the fault has changed any answer. */
  readonly isSpoiled: boolean
}

/** Writes two records with a vendor of its own that answers with a fault each time. */
async function writeStruck(from: WriteTrial, fault: Fault): Promise<StruckWrite> {
  await using trial = new WriteTrial(from.subject, from.case)
  const { batch } = await trial.withoutSession()
  const records = trial.records(Math.min(2, batch.recordsMax))
  await trial.prepare(records)
  await strike(trial, fault, { times: 50, records: records.length })
  let isSpoiled = false
  ;(await trial.simulator()).watch(({ reply }) => (isSpoiled ||= reply?.isSpoiled ?? false))
  const { outcomes, error } = await trial.attempt(records)
  from.journal.note(trial.journal.text())
  if (outcomes !== undefined) {
    const statuses = outcomes.map(({ status }) => status)
    return { words: JSON.stringify(outcomes), statuses, isSpoiled }
  }
  const words = isRevError(error) ? `${error.code} ${error.delivery}` : String(error)
  return { words, statuses: records.map(() => 'thrown'), isSpoiled }
}
