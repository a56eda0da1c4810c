import { ok, rejected, retry, type Outcome } from '@revetl/sdk'
import type { HostileDestination, HostileFixture } from './fixture.ts'
import { destinationWith, writeHonestly, writing } from './honest-destination.ts'

/** Takes back what it said, as soon as anybody else gets a turn. */
function changesItsMind(later: (change: () => void) => unknown): () => HostileDestination {
  return writing(async (batch, ctx) => {
    await writeHonestly(batch, ctx)
    const answer: Record<string, unknown>[] = batch.changes.map((change) => ({
      ...rejected(change, { message: 'no' }),
    }))
    later(() => {
      for (const outcome of answer) Object.assign(outcome, { status: 'ok', effect: 'written' })
      answer.push({ id: 'late', status: 'ok', effect: 'written' })
    })
    return answer
  })
}

/** Gives the first attempt nothing, and its answer to whoever asks next. */
function answersLate(): HostileDestination {
  const late: Outcome[] = []
  return destinationWith({}, async (batch, ctx) => {
    const stale = late.splice(0)
    late.push(...batch.changes.map((change) => ok(change)))
    if (batch.attempt === 1 && stale.length === 0) {
      return batch.changes.map((change) => retry(change, { scope: 'record' }))
    }
    await writeHonestly(batch, ctx)
    return [...stale, ...batch.changes.map((change) => rejected(change, { message: 'no' }))]
  })
}

/** Connectors whose answer is not one answer. */
export const p03: HostileFixture = {
  id: 'P-03',
  kind: 'connectors',
  contained: 'in-process',
  does: 'resolves twice, rejects after it resolved, changes an answer that it gave, or gives it to another attempt',
  promise: 'The first answer counts; what attempt N says never acknowledges attempt N + 1.',
  variants: {
    'resolves twice': writing(
      (batch) =>
        new Promise((resolve) => {
          resolve(batch.changes.map((change) => rejected(change, { message: 'no' })))
          resolve(batch.changes.map((change) => ok(change)))
        }),
    ),
    'rejects after it resolved': writing(
      (batch) =>
        new Promise((resolve, reject) => {
          resolve(batch.changes.map((change) => rejected(change, { message: 'no' })))
          reject(new Error('after all'))
        }),
    ),
    'resolves again later': writing(
      (batch) =>
        new Promise((resolve) => {
          resolve(batch.changes.map((change) => rejected(change, { message: 'no' })))
          setTimeout(() => resolve(batch.changes.map((change) => ok(change))), 5)
        }),
    ),
    'changes its answer in a microtask': changesItsMind((change) => queueMicrotask(change)),
    'changes its answer in the next turn': changesItsMind((change) => setImmediate(change)),
    'answers an attempt with the outcomes of the one before': answersLate,
    'answers after its time': writing(
      async (batch, { signal }) =>
        new Promise((resolve) => {
          const answer = () => resolve(batch.changes.map((change) => ok(change)))
          signal.addEventListener('abort', () => setTimeout(answer, 50), { once: true })
        }),
    ),
  },
  onlyInChild: ['answers after its time'],
}
