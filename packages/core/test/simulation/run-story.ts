import type { Cast } from './cast.ts'
import { castOf } from './cast-of.ts'
import { Neighbour } from './neighbour.ts'
import { runAction } from './run-action.ts'
import { watchWorld } from './watch-world.ts'
import { EndlessError } from './scheduler.ts'
import { liveOn } from './live-on.ts'
import { dryRun, editSync, resolveHeld } from './operator.ts'
import { invariants } from './invariants/index.ts'
import { killWorker } from './kill-worker.ts'
import { leaveOlderState } from './older-state.ts'
import type { Story, StoryAction } from './story.ts'
import type { Workshop } from './workshop.ts'
import { World, type Violation } from './world.ts'

/** What a schedule came to. */
export interface StoryResult {
  readonly violations: readonly Violation[]
  readonly lost: number
  readonly duplicates: number
  readonly unplannedDeletes: number
  readonly traceHash: string
  /** Faults that happened, by name. */
  readonly fired: readonly string[]
  readonly excuses: ReadonlyMap<string, number>
  /** How often each kind of fault happened. */
  readonly faults: ReadonlyMap<string, number>
  readonly runs: number
  readonly effects: number
  readonly trace: readonly string[]
}

/** Plays a schedule: first with faults, then without them until all is quiet. */
export async function runStory(
  story: Story,
  workshop: Workshop,
  options: { readonly isTraced?: boolean } = {},
): Promise<StoryResult> {
  await using world = new World(story, workshop)
  watchWorld(world)
  const trace: string[] = []
  if (options.isTraced === true) world.scheduler.onTrace = (line) => trace.push(line)
  const cast = { world, workers: castOf(world) }
  const neighbour = story.hasNeighbour === true ? Neighbour.besides(world) : undefined
  try {
    for (const action of story.actions) {
      if (action.do === 'run') await neighbour?.run()
      await act(cast, action)
    }
    await liveOn(cast)
    await neighbour?.compare(world)
    for (const { atEnd } of invariants) await atEnd?.(world)
  } catch (error) {
    if (!(error instanceof EndlessError)) throw error
    world.violate('INV-12', `the schedule does not come to its end: ${error.message}`)
  } finally {
    for (const worker of cast.workers.values()) await killWorker(world, worker)
    await neighbour?.close()
  }
  return {
    violations: world.violations,
    lost: world.lost.size,
    duplicates: world.duplicates,
    unplannedDeletes: world.unplannedDeletes,
    traceHash: world.scheduler.traceHash,
    fired: world.faults.fired,
    excuses: world.excuses,
    faults: world.faults.counts,
    runs: world.runs.length,
    effects: world.scheduler.effects,
    trace,
  }
}

async function act(cast: Cast, action: StoryAction): Promise<void> {
  const { world, workers } = cast
  world.scheduler.note(`── ${action.do}`)
  switch (action.do) {
    case 'change':
      return noteSwap(world, action)
    case 'run':
      return runAction(cast, action)
    case 'dry run':
      return dryRun(cast, action)
    case 'edit':
      return editSync(cast, action.edit)
    case 'clock': {
      const worker = workers.get(action.worker)
      if (worker !== undefined) worker.skewMs += action.jumpMs
      const isHeld = world.runs.some(({ end, lease }) => end === 'running' && lease !== undefined)
      if (isHeld && Math.abs(action.jumpMs) > 30_000) world.goals.hit('clock jump over a lease')
      return
    }
    case 'older state':
      return leaveOlderState(cast, action)
    case 'wait':
      return world.scheduler.pass(action.ms)
    default:
      return resolveHeld(cast, action)
  }
}

function noteSwap(world: World, { changes }: Extract<StoryAction, { do: 'change' }>): void {
  const keys = new Set(world.source.rows.map(({ key }) => key))
  for (const change of changes) {
    if (change.do !== 'swap' || change.keys[0] === change.keys[1]) continue
    if (change.keys.every((key) => keys.has(key))) world.goals.hit('PK swap of two rows')
  }
  world.source.apply(changes)
}
