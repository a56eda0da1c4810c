import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import {
  batchRecords,
  boundaries,
  crashCases,
  inFlight,
  type Boundary,
  type WorkerOrder,
  type WorkerReport,
} from './crash-case.ts'
import { CrashServer } from './crash-server.ts'

type Rows = [string, string][]

const worker = path.join(import.meta.dirname, 'crash-worker.ts')
const seed = Number(process.env['CRASH_SEED'] ?? 1)

/** A project on disk and its vendor, with what is known of both from outside. */
class Crashes implements AsyncDisposable {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'rev-crash-'))
  readonly server = new CrashServer()
  readonly name: WorkerOrder['name']
  readonly #random: () => number
  kills = 0
  rows: Rows = rowsOf(240, 0)
  #url = ''

  constructor(name: WorkerOrder['name']) {
    this.name = name
    this.#random = randomFrom(seed)
    this.server.honoursKeys = crashCases[name].resend === 'key'
  }

  async start(): Promise<this> {
    this.#url = await this.server.listen()
    return this
  }

  /** A number from 1 to `max`. */
  upTo(max: number): number {
    return 1 + Math.floor(this.#random() * max)
  }

  /** One process. @returns its report, or undefined where it was killed. */
  async process(
    dieAt?: { readonly boundary: Boundary; readonly passes: number } | { readonly afterMs: number },
    deliveredHeld?: readonly string[],
  ): Promise<WorkerReport | undefined> {
    const order: WorkerOrder = {
      folder: this.folder,
      url: this.#url,
      name: this.name,
      rows: this.rows,
      dieAt: dieAt && 'boundary' in dieAt ? dieAt : undefined,
      ...(deliveredHeld === undefined ? {} : { deliveredHeld }),
    }
    const child = spawn(process.execPath, [worker, JSON.stringify(order)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const exit = once(child, 'exit')
    const firstWrite = this.server.writes
    this.server.onMoment = (moment, write) => {
      if (!order.dieAt || moment !== order.dieAt.boundary) return
      if (write - firstWrite === order.dieAt.passes) child.kill('SIGKILL')
    }
    if (dieAt && 'afterMs' in dieAt) void sleep(dieAt.afterMs).then(() => child.kill('SIGKILL'))
    const [output, complaints] = await Promise.all([text(child.stdout), text(child.stderr)])
    const [code, signal] = (await exit) as [number | null, string | null]
    if (signal === 'SIGKILL') {
      this.kills++
      return undefined
    }
    assert.deepEqual({ code, complaints }, { code: 0, complaints: '' })
    const report = JSON.parse(output) as WorkerReport
    assert.equal(report.code, undefined, report.message)
    assert.equal(report.planned, sum(Object.values(report.outcomes)))
    return report
  }

  /** Runs until a run lives and has nothing left to do. */
  async untilDone(deliveredHeld?: readonly string[]): Promise<WorkerReport> {
    await this.process(undefined, deliveredHeld)
    const { writes } = this.server
    const report = await this.process()
    if (!report) throw new Error('nobody killed it')
    assert.equal(this.server.writes, writes, 'a run with nothing new writes nothing')
    return report
  }

  /** Applied more than once, with the same content. */
  get repeats(): number {
    const seen = new Set(this.server.log.map((one) => JSON.stringify(one)))
    return this.server.log.length - seen.size
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

function rowsOf(count: number, version: number): Rows {
  return Array.from({ length: count }, (_, index) => [`${index}`, `name ${index} v${version}`])
}

/** Some rows changed, some gone, some new. */
function edited(rows: Rows, version: number): Rows {
  const kept = rows.filter((_, index) => (index + version) % 9 !== 0)
  const changed = kept.map(([id, name], index): [string, string] =>
    (index + version) % 4 === 0 ? [id, `name ${id} v${version}`] : [id, name],
  )
  const added = rowsOf(20, version).map(([id, name]): [string, string] => [
    `${1000 * version + Number(id)}`,
    name,
  ])
  return [...changed, ...added]
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}

/** Mulberry32: small, and the same everywhere. */
function randomFrom(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Dies once at each boundary, one process after the other, each of which first recovers the one before. */
async function dieEverywhere(crashes: Crashes): Promise<void> {
  let version = 0
  for (const boundary of boundaries) {
    const isRepeated = /intent|byte|answer|settlement/.test(boundary)
    if (isRepeated) crashes.rows = edited(crashes.rows, ++version)
    await crashes.process({ boundary, passes: isRepeated ? crashes.upTo(5) : 1 })
  }
}

test.concurrent('a mirror that is killed at every boundary loses nothing, repeats little and removes only what is gone', async () => {
  await using crashes = await new Crashes('mirror').start()
  await dieEverywhere(crashes)
  expect(crashes.kills).toBeGreaterThanOrEqual(boundaries.length - 3)
  expect(await crashes.untilDone()).toMatchObject({ status: 'success', sent: 0 })
  expect(crashes.server.state).toEqual(new Map(crashes.rows))
  expect(crashes.repeats).toBeLessThanOrEqual(crashes.kills * inFlight * batchRecords)
  expect(wrongRemovals(crashes)).toEqual([])
}, 240_000)

test.concurrent('a mirror that is killed at any time loses nothing', async () => {
  await using crashes = await new Crashes('mirror').start()
  for (let version = 1; version <= 16; version++) {
    if (version % 2 === 0) crashes.rows = edited(crashes.rows, version)
    await crashes.process({ afterMs: 150 + crashes.upTo(700) })
  }
  expect(await crashes.untilDone()).toMatchObject({ status: 'success', sent: 0 })
  expect(crashes.server.state).toEqual(new Map(crashes.rows))
  expect(crashes.repeats).toBeLessThanOrEqual(crashes.kills * inFlight * batchRecords)
  expect(wrongRemovals(crashes)).toEqual([])
}, 240_000)

test.concurrent.each(['appendWithKey', 'createLookedUp'] as const)(
  '%s that is killed at every boundary applies every record exactly once',
  async (name) => {
    await using crashes = await new Crashes(name).start()
    let count = 60
    for (const boundary of boundaries) {
      const isRepeated = /intent|byte|answer|settlement/.test(boundary)
      if (isRepeated) crashes.rows = rowsOf((count += 40), 0)
      await crashes.process({ boundary, passes: isRepeated ? crashes.upTo(3) : 1 })
    }
    expect(await crashes.untilDone()).toMatchObject({ status: 'success', sent: 0, held: [] })
    expect(crashes.server.state).toEqual(new Map(crashes.rows))
    expect(crashes.repeats).toBe(0)
  },
  240_000,
)

test.concurrent('an append that is held when in doubt is never repeated, and lists what is held', async () => {
  await using crashes = await new Crashes('appendHeld').start()
  let count = 60
  for (const boundary of boundaries) {
    const isRepeated = /intent|byte|answer|settlement/.test(boundary)
    if (isRepeated) crashes.rows = rowsOf((count += 40), 0)
    await crashes.process({ boundary, passes: isRepeated ? crashes.upTo(3) : 1 })
  }
  const { held } = await crashes.untilDone()
  expect(crashes.repeats).toBe(0)
  const applied = crashes.server.state
  expect(crashes.rows.filter(([id]) => !applied.has(id) && !held.includes(id))).toEqual([])
  expect(held.length).toBeLessThanOrEqual(crashes.kills * inFlight * batchRecords)
  const report = await crashes.untilDone(held.filter((id) => applied.has(id)))
  expect(report).toMatchObject({ status: 'success', held: [], sent: 0 })
  expect(crashes.server.state).toEqual(new Map(crashes.rows))
  expect(crashes.repeats).toBe(0)
}, 240_000)

/** Removals of records that had never been applied, or that the model still has at the end. */
function wrongRemovals(crashes: Crashes): readonly string[] {
  const present = new Set(crashes.rows.map(([id]) => id))
  const known = new Set<string>()
  return crashes.server.log.flatMap(({ operation, id }) => {
    if (operation !== 'delete') known.add(id)
    return operation === 'delete' && (!known.has(id) || present.has(id)) ? [id] : []
  })
}
