import { unknown } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { MemoryProject } from './memory-project.ts'

const rows = Array.from({ length: 50 }, (_, index) => [`${index}`, `n${index}`, '1'])
const never = () => new Promise<never>(() => {})

/** Cancels a run as soon as something happens. @returns its report and how long the end took. */
async function cancelWhen(project: MemoryProject, hook: (happened: () => void) => void) {
  const stop = new AbortController()
  let fromMs = 0
  hook(() => {
    fromMs = performance.now()
    stop.abort()
  })
  const report = await project.run({ signal: stop.signal })
  return { report, tookMs: performance.now() - fromMs }
}

test.each(['safe', 'key', 'unsafe', 'reconcile'] as const)(
  'a run ends within five seconds of its cancellation although a write ignores the signal (%s)',
  async (resend) => {
    await using project = new MemoryProject()
    project.options = { resend }
    project.sync = { mode: 'append' }
    project.model.rows = rows
    const { report, tookMs } = await cancelWhen(project, (happened) => {
      project.memory.rule = () => {
        happened()
        return never()
      }
      project.memory.onLookup = never
    })
    expect(tookMs).toBeLessThan(5000)
    expect(report).toMatchObject({ status: 'cancelled', outcomes: { ok: 0 } })
    expect(report.outcomes.pending + report.outcomes.held).toBe(50)
    expect(report.outcomes.held).toBe(resend === 'unsafe' || resend === 'reconcile' ? 50 : 0)
  },
  20_000,
)

test('a key that was under way when the run was cancelled goes out again with the next run, the same', async () => {
  await using project = new MemoryProject()
  project.options = { resend: 'key' }
  project.sync = { mode: 'append' }
  project.model.rows = rows.slice(0, 5)
  const stop = new AbortController()
  project.memory.script.push((batch) => {
    stop.abort()
    return batch.changes.map((change) => unknown(change))
  })
  expect(await project.run({ signal: stop.signal })).toMatchObject({ status: 'cancelled' })
  expect(await project.run()).toMatchObject({ status: 'success', sent: 0, unchanged: 5 })
  const [first, second, ...more] = project.memory.batches.map(({ key }) => key)
  expect(second).toBe(first)
  expect(more).toEqual([])
})

test('a key that the vendor has forgotten by now is held and not sent again', async () => {
  await using project = new MemoryProject()
  project.options = { resend: 'key', keyLifetimeMs: 1 }
  project.sync = { mode: 'append' }
  project.model.rows = rows.slice(0, 5)
  const stop = new AbortController()
  project.memory.script.push((batch) => {
    stop.abort()
    return batch.changes.map((change) => unknown(change))
  })
  await project.run({ signal: stop.signal })
  expect(await project.run()).toMatchObject({ sent: 0, outcomes: { held: 5 } })
  expect(project.memory.batches).toHaveLength(1)
})

test('a source that does not end its read is left behind when the run is cancelled', async () => {
  await using project = new MemoryProject()
  project.model.rows = rows
  const { report, tookMs } = await cancelWhen(project, (happened) => {
    project.model.failure = { afterRows: 10, wait: () => (happened(), never()) }
  })
  expect(tookMs).toBeLessThan(1000)
  expect(report).toMatchObject({ status: 'cancelled', sent: 0 })
  project.model.failure = undefined
  expect(await project.run()).toMatchObject({ status: 'success', sent: 50 })
})

test('what was delivered before a cancellation is remembered', async () => {
  await using project = new MemoryProject()
  project.sync = { inFlightMax: 1 }
  project.model.rows = rows
  const stop = new AbortController()
  project.memory.script.push(
    (_batch, apply) => apply(),
    (_batch, apply) => {
      stop.abort()
      return apply()
    },
  )
  const report = await project.run({ signal: stop.signal })
  expect(report).toMatchObject({ status: 'cancelled', outcomes: { ok: 20, pending: 30 } })
  expect(await project.run()).toMatchObject({ status: 'success', sent: 30, unchanged: 20 })
})
