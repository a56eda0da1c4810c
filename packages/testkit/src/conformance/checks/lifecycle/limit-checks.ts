import { createLimiterRegistry } from '@revetl/http'
import type { ConcurrencyQuota, RequestMatch, WindowQuota } from '@revetl/sdk'
import { validateConfig } from '@revetl/sdk/host'
import { skip, type WriteCheck } from '../check.ts'
import { expectNone, expectSame, expectThat } from '../check-failure.ts'
import { fastClock } from '../../trial/fast-clock.ts'
import { wireShapeOf } from '../../trial/strike.ts'
import type { WriteTrial } from '../../trial/write-trial.ts'
import type { WatchedRequest } from '../../../simulator/simulator-options.ts'

// A window of ten seconds lasts two and a half, so that a slow machine fills it too: too few requests prove nothing.
const clockSpeed = 4
const syncsAtOnce = 3
const requestsMax = 600
const requestsMin = 4

/** What is promised of the vendor's limits. */
export const limitChecks: readonly WriteCheck[] = [
  {
    id: 'L01',
    title: 'the vendor never has to refuse a request for its rate, however much there is to write',
    level: 'M',
    severity: 'must',
    about: 'operation',
    once: 'connector',
    run: async (trial) => {
      const windows = (await quotasOf(trial)).filter(
        (quota): quota is WindowQuota => quota.kind === 'window' && quota.unit === 'requests',
      )
      if (windows.length === 0) return skip('it declares no window of requests')
      // A vendor may limit each end point by itself; only windows that this write spends are filled by it.
      const { requests } = await wireShapeOf(trial, 1)
      const spent = windows.filter((window) => requests.some((one) => isCounted(window, one)))
      const tight = spent.toSorted((a, b) => a.max - b.max)[0]
      if (tight === undefined) return skip('its windows count no request of this write')
      if (tight.max > requestsMax) return skip(`its tightest window holds ${tight.max} requests`)
      const clock = fastClock(clockSpeed)
      const simulator = await trial.simulator()
      simulator.useClock(() => clock.now())
      const sent: WatchedRequest[] = []
      const writes = Math.max(requestsMin, Math.ceil(tight.max * 1.3))
      await writeAtOnce(trial, writes, clock, () => {
        simulator.watch((watched) => sent.push(watched))
      })
      for (const window of spent) {
        // Which request belongs to which key is the vendor's to say: it counts each for itself.
        if (window.each === 'key') continue
        const times = sent.filter((one) => isCounted(window, one)).map(({ atMs }) => atMs)
        const most = mostInWindow(times, window.perMs)
        expectThat(most <= window.max, `at most ${window.max} requests in ${window.perMs} ms`, most)
      }
      expectNone(
        simulator.quotas.filter(({ violations }) => violations > 0).map(({ name }) => name),
        'no limit of the vendor exceeded',
      )
      return undefined
    },
  },
  {
    id: 'L02',
    title: 'three syncs of one account together keep to the requests at once that it declares',
    level: 'M',
    severity: 'must',
    about: 'operation',
    once: 'connector',
    run: async (trial) => {
      const most = (await quotasOf(trial)).find(
        (quota): quota is ConcurrencyQuota => quota.kind === 'concurrency',
      )
      if (most === undefined) return skip('it declares no bound on requests at once')
      const simulator = await trial.simulator()
      // Long enough that what is sent at once is under way at once, on a slow machine too.
      simulator.setLatency(200)
      await writeAtOnce(trial, most.max * 2 + 2, fastClock(1))
      expectThat(
        simulator.inFlightPeak <= most.max,
        `at most ${most.max} requests at once`,
        simulator.inFlightPeak,
      )
      return undefined
    },
  },
  {
    id: 'L03',
    title: 'no request carries more records than it declares, and none twice',
    level: 'M',
    severity: 'must',
    about: 'operation',
    run: async (trial) => {
      const { batch } = await trial.withoutSession()
      const simulator = await trial.simulator()
      const records = trial.records(await trial.batchMax())
      for (let from = 0; from < records.length; from += 50)
        await trial.prepare(records.slice(from, from + 50))
      const before = simulator.log.length
      await trial.writeOk(records)
      const byRequest = Map.groupBy(simulator.log.slice(before), ({ request }) => request)
      for (const [request, applied] of byRequest) {
        expectThat(
          applied.length <= batch.recordsMax,
          `at most ${batch.recordsMax} records in request ${request}`,
          applied.length,
        )
        if ((batch.uniqueBy ?? 'matchKey') === 'none') continue
        const keys = applied.map(({ key, operation }) => `${operation} ${key}`)
        expectSame(new Set(keys).size, keys.length, `different keys in request ${request}`)
      }
    },
  },
]

/** Whether a window counts a request, by its method and the beginning of its path. */
function isCounted(
  { appliesTo: { methods, paths } = {} }: { readonly appliesTo?: RequestMatch },
  { request: { method, path } }: Pick<WatchedRequest, 'request'>,
): boolean {
  return (
    (methods?.includes(method) ?? true) && (paths?.some((begin) => path.startsWith(begin)) ?? true)
  )
}

async function quotasOf(trial: WriteTrial) {
  const { definition } = trial.subject
  const config = await validateConfig(definition.config, await trial.config())
  const account = await accountOf(trial)
  return definition.quotas?.(config, account) ?? []
}

async function accountOf(trial: WriteTrial) {
  const destination = await trial.openDestination()
  return (await destination.check()).account
}

/** Writes one record a batch, through three connections that share the account's limits. */
async function writeAtOnce(
  trial: WriteTrial,
  count: number,
  clock: ReturnType<typeof fastClock>,
  onStart: () => void = () => undefined,
): Promise<void> {
  await trial.withoutSession()
  const simulator = await trial.simulator()
  const account = await accountOf(trial)
  const quotas = await quotasOf(trial)
  const limiters = createLimiterRegistry({ clock, random: () => 0 })
  const records = trial.records(count)
  for (let from = 0; from < count; from += 50) await trial.prepare(records.slice(from, from + 50))
  simulator.enforceQuotas(true)
  const opened = await Promise.all(
    Array.from({ length: syncsAtOnce }, () =>
      trial.openDestination({ clock, limiters, account, quotas }),
    ),
  )
  onStart()
  await Promise.all(
    records.map(async (record, index) => {
      const destination = opened[index % syncsAtOnce]
      if (destination !== undefined) await trial.attempt([record], {}, destination)
    }),
  )
}

function mostInWindow(times: readonly number[], perMs: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  let first = 0
  let most = 0
  for (const [last, time] of sorted.entries()) {
    while ((sorted[first] ?? 0) <= time - perMs) first += 1
    most = Math.max(most, last - first + 1)
  }
  return most
}
