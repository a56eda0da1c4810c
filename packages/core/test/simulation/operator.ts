import { existsSync, readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import type { Engine, RejectEntry } from '../../src/index.ts'
import type { Fields } from './destination-model.ts'
import { engineOf } from './open-worker.ts'
import { expectedFields, goodRows, hasFields } from './oracle.ts'
import type { RunRecord } from './run-record.ts'
import type { Cast } from './cast.ts'
import type { SimWorker } from './sim-worker.ts'
import type { ConfigEdit, StoryAction } from './story.ts'
import type { World } from './world.ts'

type ResolveAction = Extract<StoryAction, { do: 'resolve' | 'retry rejects' | 'skip rejects' }>

/** What an operator does with records that wait for one. */
export async function resolveHeld(cast: Cast, action: ResolveAction): Promise<void> {
  const { world } = cast
  const worker = idleWorker(cast, action.worker)
  if (worker === undefined) return
  const engine = await engineOf(world, worker)
  const sync = world.syncName
  if (action.do === 'retry rejects') return play(world, engine.retryRejects({ sync }))
  if (action.do === 'skip rejects') {
    const keys = action.keys.map((key) => [key])
    for (const key of action.keys) world.operatorKeys.add(key)
    return play(world, engine.skipRejects({ sync, keys }))
  }
  await play(world, answerHeld(world, engine))
}

/** Looks at the destination, and says what became of each held record. */
async function answerHeld(world: World, engine: Engine): Promise<void> {
  const entries = await engine.rejects({ sync: world.syncName, rowsMax: 1e6 })
  const held = entries.filter(({ state }) => state === 'held')
  const there = held.filter((entry) => isThere(world, entry))
  const gone = held.filter((entry) => !there.includes(entry))
  for (const { key } of held) world.operatorKeys.add(Number(key[0]))
  if (there.length > 0) {
    const keys = there.map(({ key }) => key)
    await engine.resolveHeld({ sync: world.syncName, keys, as: 'delivered' })
    world.resolvedAs.add('delivered')
  }
  if (gone.length > 0) {
    const keys = gone.map(({ key }) => key)
    world.sentOver.push(
      ...gone.map((entry) => ({
        key: Number(entry.key[0]),
        fields: heldFields(world, entry),
        after: world.requests.at(-1)?.number ?? 0,
      })),
    )
    await engine.resolveHeld({ sync: world.syncName, keys, as: 'resend' })
    world.resolvedAs.add('resend')
  }
  if (world.resolvedAs.size === 2) world.goals.hit('held, resolved both ways')
}

/** Whether the destination has what is held of a record: its row as the run that held it had read it. */
function isThere(world: World, entry: RejectEntry): boolean {
  const { runs, destination } = world
  const key = Number(entry.key[0])
  if (runs.find(({ id }) => id === entry.run)?.readVersion === undefined) return false
  const held = heldFields(world, entry)
  if (held === undefined) return !destination.records.has(key)
  const last = destination.log.findLast((one) => one.row.key === key)
  const fields = last?.operation === 'append' ? last.row.fields : destination.records.get(key)
  return hasFields(fields, held)
}

/** What is held of a record; undefined for one that was to be removed. */
function heldFields(world: World, entry: RejectEntry): Fields | undefined {
  const run = world.runs.find(({ id }) => id === entry.run)
  if (run?.readVersion === undefined) return undefined
  const row = goodRows(world, run.readVersion, run.sync).get(Number(entry.key[0]))
  return row && expectedFields(row, run.sync)
}

/** Plans without running, and sees to it that nothing anywhere changed by that. */
export async function dryRun(
  cast: Cast,
  action: Extract<StoryAction, { do: 'dry run' }>,
): Promise<void> {
  const { world } = cast
  const worker = idleWorker(cast, action.worker)
  if (worker === undefined) return
  const isAlone = world.runs.every(({ end }) => end !== 'running')
  const before = stateOf(world)
  const engine = await engineOf(world, worker)
  // A source that fails, or a state that is busy, ends a plan; it changes nothing either.
  await play(
    world,
    engine.plan(world.syncName).catch(() => undefined),
  )
  const isSame = before === stateOf(world)
  if (!isSame && isAlone) {
    world.violate('INV-20', 'a dry run changed the state or sent something')
  }
}

function stateOf({ paths, syncName, requests, destination, ledgerWrites }: World): string {
  const folder = paths.sync(syncName)
  const bytes = existsSync(folder)
    ? readdirSync(folder).map((name) => readFileSync(path.join(folder, name)).toString('base64'))
    : []
  return [requests.length, destination.log.length, ledgerWrites, ...bytes].join('\n')
}

/** Edits the sync; a run under way keeps what it started with. */
export async function editSync({ world }: Cast, edit: ConfigEdit): Promise<void> {
  const { sync } = world
  const tracks = ['row', 'fields', 'values'] as const
  const next = tracks[(tracks.indexOf(sync.track) + 1) % tracks.length] ?? 'row'
  const edits: Readonly<Record<ConfigEdit, Partial<RunRecord['sync']>>> = {
    'map score': { hasScore: true },
    'unmap score': { hasScore: false },
    reorder: { isReordered: !sync.isReordered },
    'filter on': { isFiltered: true },
    'filter off': { isFiltered: false },
    'next track': { track: next },
    'score as text': { isText: true },
    'score as number': { isText: false },
  }
  world.sync = { ...sync, ...edits[edit] }
  // What the written rule sends once more.
  if (!['reorder', 'filter on', 'filter off'].includes(edit)) world.resends++
  if (world.runs.some(({ end }) => end === 'running')) world.goals.hit('config edit in mid-run')
}

function idleWorker({ workers }: Cast, number: number): SimWorker | undefined {
  const worker = workers.get(number)
  return worker?.run?.end === 'running' ? undefined : worker
}

/** Lets the world go on until a call of the engine is answered. */
async function play(world: World, call: Promise<unknown>): Promise<void> {
  let isOver = false
  const settled = call.finally(() => {
    isOver = true
  })
  settled.catch(() => 'it is awaited below')
  await world.scheduler.until(() => isOver)
  await settled
}
