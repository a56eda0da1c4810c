import { memoryCache } from '../../../memory-cache.ts'
import { skip, type WriteCheck } from '../check.ts'
import { expectSame, expectThat } from '../check-failure.ts'
import { isolatedOf } from '../../isolated/isolated-of.ts'
import { probeCase } from '../../isolated/probe-cases.ts'

const stopMsMax = 5000

/** What happens when a run is stopped, or dies. */
export const stopChecks: readonly WriteCheck[] = [
  {
    id: 'L04',
    title: 'a stopped run sends nothing more, and a write under way ends within five seconds',
    level: 'M',
    severity: 'must',
    about: 'operation',
    run: async (trial) => {
      await trial.withoutSession()
      const records = trial.records(Math.min(2, await trial.batchMax()))
      await trial.prepare(records)
      const { simulator } = await trial.vendor()
      const before = simulator?.requestCount
      const reason = new Error('The run was stopped.')
      const early = await trial.attempt(records, { signal: AbortSignal.abort(reason) })
      const ok = early.outcomes?.find(({ status }) => status === 'ok')
      expectThat(ok === undefined, 'no record ok after the stop', ok)
      expectSame(simulator?.requestCount, before, 'requests after the stop')
      if (simulator === undefined) return
      simulator.faults.rate({ kind: 'hang', when: 'before' }, 1)
      const abort = new AbortController()
      simulator.watch(() => setTimeout(() => abort.abort(reason), 20))
      const startedMs = performance.now()
      const late = await trial.attempt(records, { signal: abort.signal })
      const tookMs = performance.now() - startedMs
      expectThat(tookMs <= stopMsMax, 'an end within 5 s of the stop', `${Math.round(tookMs)} ms`)
      const taken = late.outcomes?.find(({ status }) => status === 'ok' || status === 'rejected')
      expectThat(taken === undefined, 'no verdict that the vendor never gave', taken)
    },
  },
  {
    id: 'L05',
    title:
      'a record is ok only when the vendor has it: a kill right after loses none, and none is sent twice',
    level: 'M',
    severity: 'must',
    operations: ['upsert', 'create', 'append', 'add'],
    about: 'operation',
    once: 'write',
    run: async (trial) => {
      const isolated = isolatedOf(trial)
      await trial.withoutSession()
      const simulator = await trial.simulator()
      const [batches, recordsMax] = [4, Math.min(2, await trial.batchMax())]
      const one = probeCase(trial.case, batches * recordsMax)
      await trial.prepare(trial.records(batches * recordsMax))
      const prepared = simulator.log.length
      const applied = () => simulator.log.slice(prepared)
      const { config, projectPath } = await trial.system()
      const task = {
        kind: 'repeat',
        config,
        projectPath,
        egressAllow: ['127.0.0.1/32'],
        batches,
        recordsMax,
        isPaced: true,
      } as const
      const first = isolated.start({ ...task, case: one })
      const acked = await readAck(first.told)
      // Killed between the acknowledgement and anything that it might have put off.
      first.child.kill('SIGKILL')
      const logged = applied().length
      expectThat(logged >= acked, `${acked} acknowledged records at the vendor`, logged)
      const rest = { ...one, records: one.records.slice(acked) }
      const second = isolated.start({ ...task, case: rest, batches: batches - 1 })
      for (let batch = 1; batch < batches; batch += 1) {
        await readAck(second.told)
        second.goOn()
      }
      second.child.kill('SIGKILL')
      const counts = Map.groupBy(applied(), ({ key }) => key)
      const twice = [...counts].filter(([, all]) => all.length > 1).map(([key]) => key)
      expectSame(twice, [], 'records that were sent twice')
      expectSame(counts.size, batches * recordsMax, 'records at the vendor')
    },
  },
  {
    id: 'L06',
    title: 'a job that was submitted is found again after a kill, and no second one is submitted',
    level: 'M',
    severity: 'must',
    about: 'operation',
    run: async (trial) => {
      const { jobPath } = trial.case
      if (jobPath === undefined) return skip('its writes are no jobs')
      const simulator = await trial.simulator()
      const cache = memoryCache()
      let submitted = 0
      const abort = new AbortController()
      simulator.watch(({ request: { path } }) => {
        if (path === jobPath) submitted += 1
        else if (submitted > 0) abort.abort(new Error('The run was killed.'))
      })
      const records = trial.records(Math.min(2, await trial.batchMax()))
      const first = await trial.openDestination({ cache })
      await trial.attempt(records, { signal: abort.signal }, first)
      const second = await trial.openDestination({ cache })
      const outcomes = await trial.write(records, {}, second)
      expectSame(submitted, 1, 'jobs that were submitted')
      expectSame(
        outcomes.map(({ status }) => status),
        records.map(() => 'ok'),
        'the outcomes of the job',
      )
      return undefined
    },
  },
]

async function readAck(told: AsyncIterator<string>): Promise<number> {
  const { value } = await told.next()
  const { ack } = JSON.parse(String(value ?? '{}')) as { ack?: readonly string[] }
  expectThat(
    ack !== undefined && ack.every((status) => status === 'ok'),
    'records that are ok',
    value,
  )
  return ack.length
}
