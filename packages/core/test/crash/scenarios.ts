import {
  boundaries,
  crashCases,
  isPerBatch,
  jobBoundaries,
  window,
  type Boundary,
  type WorkerOrder,
} from './crash-case.ts'
import { CrashWorld, type Findings } from './crash-world.ts'
import { heirOf } from './job-heir.ts'
import { edited, rowsOf } from './model-rows.ts'
import {
  fillDisk,
  runOutOfMemory,
  startTwice,
  terminate,
  terminateUnanswered,
  wakeUpAsZombie,
} from './process-scenarios.ts'
import { checkSnapshot } from './snapshot-oracle.ts'

/** A story that kills about so many processes. */
export interface Scenario {
  readonly name: string
  readonly catalogue: string
  readonly kills: number
  readonly run: (seed: number) => Promise<Findings>
}

type Story = (world: CrashWorld) => Promise<void>

function scenario(
  name: string,
  catalogue: string,
  { kills, on = 'mirror' }: { readonly kills: number; readonly on?: WorkerOrder['name'] },
  story: Story,
): Scenario {
  return {
    name,
    catalogue,
    kills,
    run: async (seed) => {
      await using world = await new CrashWorld(on, seed).start()
      await story(world)
      return world.findings
    },
  }
}

/** Rows for the next kill: a mirror's come, go and change; an append only grows. */
function moveOn(world: CrashWorld, version: number): void {
  world.rows =
    crashCases[world.name].mode === 'mirror'
      ? edited(world.rows, version)
      : rowsOf(240 + 40 * version, 0)
}

async function dieAt(world: CrashWorld, boundary: Boundary): Promise<void> {
  const passes = isPerBatch(boundary) ? world.random.upTo(5) : 1
  await world.process({ boundary, passes })
  await checkSnapshot(world)
}

/** Dies once at each place, each process first recovering the one before. */
async function dieEverywhere(world: CrashWorld, places: readonly Boundary[]): Promise<void> {
  for (const [version, boundary] of places.entries()) {
    if (isPerBatch(boundary)) moveOn(world, version + 1)
    await dieAt(world, boundary)
  }
  await world.converge()
}

async function resolveHeld(world: CrashWorld): Promise<void> {
  const report = await world.converge()
  const held = report?.held ?? []
  if (held.length > world.kills * window) world.violate(`held ${held.length}`)
  const applied = world.server.state
  const end = await world.converge(held.filter((id) => applied.has(id)))
  if (end?.status !== 'success' || end.held.length > 0) world.violate('held after it was resolved')
}

/** The stories that kill at named places. */
export const boundaryScenarios: readonly Scenario[] = [
  scenario(
    'at every named boundary, and at others inside the engine',
    'C-01',
    { kills: boundaries.length },
    (world) => dieEverywhere(world, boundaries),
  ),
  scenario(
    'at every boundary: append, held when in doubt',
    'C-03',
    { kills: boundaries.length, on: 'appendHeld' },
    async (world) => {
      for (const [version, boundary] of boundaries.entries()) {
        if (isPerBatch(boundary)) moveOn(world, version + 1)
        await dieAt(world, boundary)
      }
      await resolveHeld(world)
    },
  ),
  scenario(
    'at every boundary: append with idempotency keys',
    'C-04',
    { kills: boundaries.length, on: 'appendWithKey' },
    (world) => dieEverywhere(world, boundaries),
  ),
  scenario(
    'at every boundary: create, looked up when in doubt',
    'C-04',
    { kills: boundaries.length, on: 'createLookedUp' },
    (world) => dieEverywhere(world, boundaries),
  ),
]

/** The stories of jobs: whoever comes after a death asks about what is known, and holds or repeats what is not. */
export const jobScenarios: readonly Scenario[] = [
  scenario(
    'between the submission of a job and its end',
    'C-09',
    { kills: 2 * jobBoundaries.length, on: 'mirrorByJob' },
    async (world) => {
      for (const [index, boundary] of [...jobBoundaries, ...jobBoundaries].entries()) {
        moveOn(world, index + 1)
        await dieAt(world, boundary)
        await heirOf(world, boundary)
      }
      await world.converge()
    },
  ),
  scenario(
    'between the submission of a job and its end: append, held when in doubt',
    'C-09',
    { kills: jobBoundaries.length, on: 'appendHeldByJob' },
    async (world) => {
      for (const [index, boundary] of jobBoundaries.entries()) {
        moveOn(world, index + 1)
        await dieAt(world, boundary)
      }
      await resolveHeld(world)
    },
  ),
]

const untilCommit = [
  'last byte',
  'headers received',
  'answer received',
  'verdicts computed',
  'before settlement',
] as const

/** The stories that kill at other times, or several times in a row. */
export const timeScenarios: readonly Scenario[] = [
  scenario('at random times', 'C-02', { kills: 16 }, async (world) => {
    const { seconds } = await world.process()
    for (let version = 1; version <= 18; version++) {
      if (version % 2 === 0) moveOn(world, version)
      const afterMs = seconds * 1000 * (0.3 + 0.7 * world.random.next())
      await world.process({ afterMs })
      await checkSnapshot(world)
    }
    await world.converge()
  }),
  scenario('between accept and commit', 'C-05', { kills: 10 }, async (world) => {
    for (let version = 1; version <= 10; version++) {
      moveOn(world, version)
      await dieAt(world, world.random.of(untilCommit))
    }
    await world.converge()
  }),
  scenario('in the middle of deletes', 'C-06', { kills: 6 }, async (world) => {
    world.rows = rowsOf(600, 0)
    await world.process()
    for (let kill = 1; kill <= 6; kill++) {
      world.rows = world.rows.filter((_, index) => index % 6 !== 0)
      await dieAt(world, world.random.of(untilCommit))
    }
    await world.converge()
  }),
  scenario('again and again in recovery', 'C-16', { kills: 12 }, async (world) => {
    for (let version = 1; version <= 2; version++) {
      moveOn(world, version)
      await dieAt(world, 'answer received')
      for (let depth = 1; depth <= 5; depth++) await dieAt(world, world.random.of(recovery))
    }
    await world.converge()
  }),
]

/** The stories of processes that are stopped, or end, in other ways. */
export const processScenarios: readonly Scenario[] = [
  scenario('terminated politely', 'C-10', { kills: 0 }, terminate),
  scenario('terminated while nobody answers', 'C-10', { kills: 0 }, terminateUnanswered),
  scenario('out of memory', 'C-11', { kills: 2 }, runOutOfMemory),
  scenario('stopped over its lease, then awake', 'C-14', { kills: 0 }, wakeUpAsZombie),
  scenario('on a disk that is full at ever later writes', 'T-03', { kills: 0 }, fillDisk),
  scenario('while another process starts the same sync', 'T-05', { kills: 0 }, startTwice),
]

const recovery = [
  'after lease',
  'after start',
  'before intent',
  'after intent',
  'first byte',
  'last byte',
  'answer received',
  'before settlement',
  'after settlement',
  'before fold',
  'in fold',
  'after fold',
  'after mark',
] as const satisfies readonly Boundary[]
