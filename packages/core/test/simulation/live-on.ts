import { isGuarded } from './is-guarded.ts'
import { killWorker } from './kill-worker.ts'
import { runAction } from './run-action.ts'
import { resolveHeld } from './operator.ts'
import type { RunRecord } from './run-record.ts'
import type { Cast } from './cast.ts'

const hourMs = 3_600_000
/** Runs within which everything has to be delivered, once nothing goes wrong any more. */
const roundsMax = 5

/** The second phase: no faults, a source that stands still, and an operator who answers what is asked. */
export async function liveOn(cast: Cast): Promise<void> {
  const { world, workers } = cast
  await world.scheduler.until(() => world.runs.every(({ isFinished }) => isFinished))
  world.scheduler.note('── no more faults')
  world.faults.isOn = false
  world.isLively = true
  for (const worker of workers.values()) worker.skewMs = 0
  // A filter on numbers cannot be put to texts.
  if (world.sync.isFiltered && world.sync.isText) world.sync = { ...world.sync, isText: false }
  const hasTwins = world.source.twinsOf(world.source.version).size > 0
  if (hasTwins || world.source.rows.some(({ key }) => key === null)) {
    world.source.apply([{ do: 'mend' }])
  }
  for (let round = 1; round <= roundsMax; round++) {
    // By the first of them every wait of a reject is over, and so is every limit.
    await world.scheduler.pass(round === 1 ? 25 * hourMs : 12_000)
    await resolveHeld(cast, { do: 'resolve', worker: 1 })
    if (isQuiet(await liveRun(cast, round))) return finalRun(cast)
  }
  world.violate('INV-12', `after ${roundsMax} runs without faults something is still left`)
}

async function liveRun(cast: Cast, round: number): Promise<RunRecord | undefined> {
  // A new process, as on the command line: it knows of no limits and no failures of the one before.
  const worker = cast.workers.get(1)
  if (worker !== undefined) await killWorker(cast.world, worker)
  const id = 1000 + round * 10
  await runAction(cast, { do: 'run', id, worker: 1, leaseWaitMs: 60_000 })
  const last = cast.world.runs.at(-1)
  if (!isGuarded(last)) return last
  const confirmed = { do: 'run', id: id + 1, worker: 1, leaseWaitMs: 0, isConfirmed: true } as const
  await runAction(cast, confirmed)
  return cast.world.runs.at(-1)
}

/** Whether nothing is left but what the destination refuses. */
function isQuiet(run: RunRecord | undefined): boolean {
  const { report } = run ?? {}
  if (report === undefined || report.error !== undefined) return false
  const { pending, held, guarded } = report.outcomes
  return pending + held + guarded === 0
}

/** Runs once more over the same source: now nothing may be sent. */
async function finalRun(cast: Cast): Promise<void> {
  const { world } = cast
  await world.scheduler.pass(1000)
  const sent = world.requests.length
  await runAction(cast, { do: 'run', id: 2000, worker: 1, leaseWaitMs: 0 })
  world.quietRequests = world.requests.slice(sent)
}
