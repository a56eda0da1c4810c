import type { Cast } from './cast.ts'
import { castOf } from './cast-of.ts'
import { killWorker } from './kill-worker.ts'
import { runAction } from './run-action.ts'
import type { Story } from './story.ts'
import { watchWorld } from './watch-world.ts'
import type { Workshop } from './workshop.ts'
import { World } from './world.ts'

const config: Story['config'] = {
  kind: 'upsert',
  mode: 'mirror',
  atomicity: 'verdicts',
  track: 'values',
  sends: 'all',
  onAmbiguous: undefined,
  onChange: 'ignore',
  duplicateKeys: 'fail',
  batchRecords: 3,
  inFlight: 1,
  requestBytesMax: undefined,
  requestsPer10s: undefined,
  guardRemovalsMin: 100,
  guardRejectsMin: 1000,
  patienceMs: 60_000,
  keyLifetimeMs: 3_600_000,
  tokenMs: undefined,
  visibleAfterMs: 0,
  rows: Array.from({ length: 8 }, (_, index) => [index + 1, { name: `o${index}`, score: index }]),
  present: [],
  hasFilter: false,
}

/** Another sync of the same project, in a process of its own and with a destination of its own; nothing of it fails. */
export class Neighbour {
  readonly #cast: Cast
  #runs = 0

  private constructor(cast: Cast) {
    this.#cast = cast
    watchWorld(cast.world)
  }

  static besides(host: World): Neighbour {
    const { seed } = host.story
    const { tokenMs } = host.story.config
    const story: Story = {
      seed,
      config: { ...config, tokenMs },
      rates: {},
      actions: [],
      muted: [],
    }
    const world = new World(story, host.workshop, host)
    return new Neighbour({ world, workers: castOf(world) })
  }

  /** Lets its source change, and runs it while other things happen. */
  async run(): Promise<void> {
    // Each run reads the version that is made for it.
    await this.finished()
    const place = ++this.#runs
    const key = (place % 8) + 1
    this.#cast.world.source.apply([
      { do: 'set', key, values: { name: `run ${place}`, score: place } },
      { do: 'remove', key: ((place + 3) % 8) + 1 },
    ])
    const id = 5000 + place
    await runAction(this.#cast, { do: 'run', id, worker: 1, leaseWaitMs: 60_000, overlapMs: 1 })
  }

  /** INV-19: what it did and came to is what it would have done alone. */
  async compare(host: World): Promise<void> {
    const { world } = this.#cast
    const trace = await this.finished()
    for (const { invariant, message } of world.violations) {
      host.violate('INV-19', `the other sync breaks ${invariant}: ${message}`)
    }
    const alone = await playedAlone(this.#runs, host.workshop, host.story)
    if (alone === trace) return
    // It waits for who has the grant they share, and takes it from nobody who may have renewed it.
    if (host.leftLocks > 0) return host.excuse('lock of a grant left by a full disk')
    host.violate('INV-19', 'the other sync did not do what it does alone')
  }

  /** What it did, once all of its runs have ended. */
  async finished(): Promise<string> {
    const { world } = this.#cast
    await world.scheduler.until(() => world.runs.every(({ isFinished }) => isFinished))
    return traceOf(world)
  }

  async close(): Promise<void> {
    const { world, workers } = this.#cast
    for (const worker of workers.values()) await killWorker(world, worker)
    await world.closeLedger()
  }
}

/** The same sync with nobody besides. */
async function playedAlone(
  runs: number,
  workshop: Workshop,
  { seed, config: { tokenMs } }: Story,
): Promise<string> {
  const host: Story = { seed, config: { ...config, tokenMs }, rates: {}, actions: [], muted: [] }
  await using world = new World(host, workshop)
  const neighbour = Neighbour.besides(world)
  for (let place = 0; place < runs; place++) await neighbour.run()
  const trace = await neighbour.finished()
  await neighbour.close()
  return trace
}

/**
 * What was sent and how runs ended, without the times; who of two renews what they share is nobody's promise, nor that
 * a process whose clock goes wrong says rightly for how long a token holds.
 */
function traceOf({ requests, runs }: World): string {
  const writes = requests.filter(
    ({ presents, fault }) => presents === undefined && fault !== 'unauthorized',
  )
  return JSON.stringify([
    writes.map(({ path, rows }) => [path, rows.map(({ payload }) => payload)]),
    runs.map(({ report }) => [report?.status, report?.outcomes, report?.changes]),
  ])
}
