import type { Clock } from '@revetl/sdk'
import type { WriteCheck } from '../check.ts'
import { expectSame } from '../check-failure.ts'
import { shiftedClock } from '../../trial/fast-clock.ts'
import { WriteTrial } from '../../trial/write-trial.ts'

// The night of a change to summer time, a leap day, the end of a year, and a clock that was never set.
const moments = [
  '2026-03-29T00:59:59Z',
  '2024-02-29T12:00:00Z',
  '2027-12-31T23:59:59Z',
  '1971-01-01T00:00:00Z',
]

/** What may not depend on chance or on the calendar. */
export const determinismChecks: readonly WriteCheck[] = [
  {
    id: 'L13',
    title: 'the same records lead to the same requests',
    level: 'M',
    severity: 'should',
    about: 'operation',
    once: 'write',
    run: async (trial) => {
      await trial.simulator()
      expectSame(await requestsOf(trial), await requestsOf(trial), 'the same requests')
    },
  },
  {
    id: 'L14',
    title: 'leap days, a change of the hour and a wrong clock change no request',
    level: 'M',
    severity: 'should',
    about: 'operation',
    once: 'write',
    run: async (trial) => {
      await trial.simulator()
      const usual = await requestsOf(trial)
      for (const moment of moments) {
        const shifted = await requestsOf(trial, shiftedClock(Date.parse(moment)))
        expectSame(shifted, usual, `the same requests on ${moment}`)
      }
    },
  },
]

/** Method, path and body of each request of a write, in a stable order, without what names the time or the run. */
async function requestsOf(from: WriteTrial, clock?: Clock): Promise<readonly string[]> {
  await using trial = new WriteTrial(from.subject, from.case)
  const simulator = await trial.simulator()
  if (clock !== undefined) await trial.destination({ clock })
  const records = trial.records(Math.min(2, await trial.batchMax()))
  await trial.prepare(records)
  const seen: string[] = []
  simulator.watch(({ request: { method, path, query, text } }) => {
    seen.push(
      `${method} ${path}?${String(query)} ${text}`.replaceAll(simulator.url, 'http://vendor'),
    )
  })
  await trial.attempt(records)
  from.journal.note(trial.journal.text())
  // Records that are sent one by one may overtake each other.
  return seen.toSorted()
}
