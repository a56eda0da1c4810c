import type { WriteCheck } from '../check.ts'
import { expectThat } from '../check-failure.ts'
import { fastClock } from '../../trial/fast-clock.ts'
import { strike } from '../../trial/strike.ts'
import type { WriteTrial } from '../../trial/write-trial.ts'

const clockSpeed = 25
// Long enough that a busy machine takes less time for a request than it is asked to wait.
const askedMs = 15_000
// Twice what is asked and the backoff of a busy machine: who gives up earlier makes no other try.
const patienceMs = 200_000

/** What "come back later" leads to. Time runs faster for the connector and its vendor alike. */
export const throttleChecks: readonly WriteCheck[] = [
  {
    id: 'F04',
    title: 'after 429 with Retry-After, in seconds or as a date, no request comes before that time',
    level: 'M',
    severity: 'must',
    about: 'operation',
    once: 'write',
    run: async (trial) => {
      const clock = fastClock(clockSpeed)
      for (const form of ['seconds', 'date'] as const) {
        const untilMs = Math.ceil((clock.now() + askedMs) / 1000) * 1000
        const retryAfter =
          form === 'date' ? new Date(untilMs).toUTCString() : String(askedMs / 1000)
        const struck = { retryAfter, from: form === 'seconds' ? 0 : 1, times: 1, patienceMs }
        const times = await throttledTimes(trial, clock, struck)
        const [first = 0, second] = times
        expectThat(second !== undefined, 'another try', times)
        const earliest = form === 'date' ? untilMs : first + askedMs
        expectThat(second >= earliest, `no request before ${earliest} ms (${form})`, `${second} ms`)
      }
    },
  },
  {
    id: 'F05',
    title: 'after 429 without Retry-After, tries are spaced further and further and come to an end',
    level: 'M',
    severity: 'must',
    about: 'operation',
    once: 'write',
    run: async (trial) => {
      const struck = { retryAfter: undefined, from: 0, times: 50, patienceMs: 20_000 }
      const times = await throttledTimes(trial, fastClock(clockSpeed), struck)
      const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0))
      // A wait may always be longer, since timers are late; the shortest that is fair doubles.
      const short = waits.find((ms, index) => ms < 500 * 2 ** Math.min(index, 4))
      expectThat(short === undefined, 'waits of half a second, one, two, four and more', waits)
      expectThat(times.length <= 40, 'an end of the tries', `${times.length} tries`)
    },
  },
]

/** Most vendors say 429 to too many requests, some 403 or 503. */
const isThrottle = (status: number | undefined): boolean =>
  status === 429 || status === 403 || status === 503

/** How a write is struck: the first record of those that are made, how often, and how long its gateway tries. */
interface Struck {
  readonly retryAfter: string | undefined
  readonly from: number
  readonly times: number
  readonly patienceMs: number
}

/** When requests of one write came, its first answers being the vendor's to too many requests. */
async function throttledTimes(
  trial: WriteTrial,
  clock: ReturnType<typeof fastClock>,
  { retryAfter, from, times, patienceMs: gatewayPatienceMs }: Struck,
): Promise<readonly number[]> {
  await trial.withoutSession()
  const simulator = await trial.simulator()
  simulator.useClock(() => clock.now())
  const records = trial.records(1, from)
  await trial.prepare(records)
  await using destination = await trial.openDestination({
    clock,
    gateway: { patienceMs: gatewayPatienceMs },
  })
  await destination.operation(trial.case)
  await strike(
    trial,
    { kind: 'throttle', ...(retryAfter === undefined ? {} : { retryAfter }) },
    { times, records: 1 },
  )
  const seen: number[] = []
  const unwatch = simulator.watch(({ atMs, reply }) => {
    // What the write does before and after its own request is not what was asked to wait.
    if (seen.length > 0 || isThrottle(reply?.status)) seen.push(atMs)
  })
  await trial.attempt(records, {}, destination)
  unwatch()
  simulator.faults.clear()
  return seen
}
