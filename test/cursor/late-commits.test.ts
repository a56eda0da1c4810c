// Whatever is committed late, in whatever order and whatever the clocks say: within the lag no row is lost, and nothing is sent twice.
import type { Source } from '@revetl/sdk'
import sqlite from '@revetl/source-sqlite'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { field } from '../warehouse/twin-fields.ts'
import { TwinProject, type TwinSync } from '../warehouse/twin-projects.ts'
import { openSqlite } from './engines/sqlite.ts'

const secondMs = 1000
const startMs = Date.UTC(2026, 0, 1)

/** A transaction that writes one row: when it sets the cursor, and how long it then stays open. */
interface Write {
  readonly key: number
  readonly afterS: number
  readonly openS: number
}

interface Story {
  readonly lagS: number
  readonly writes: readonly Write[]
  /** Seconds between two runs. */
  readonly pauses: readonly number[]
  /** How much the clock of rev is before that of the database, in seconds. */
  readonly skewS: number
  /** Records that are refused at first, by what is left of their key. */
  readonly refused: number
}

// Transactions that stay open for all of the lag, beside short ones that are read meanwhile, are what a cursor loses.
const stories = fc.integer({ min: 20, max: 120 }).chain((lagS) =>
  fc.record({
    lagS: fc.constant(lagS),
    writes: fc.array(
      fc.record({
        key: fc.integer({ min: 0, max: 9 }),
        afterS: fc.integer({ min: 0, max: 40 }),
        openS: fc.oneof(fc.constant(0), fc.constant(lagS), fc.integer({ min: 0, max: lagS })),
      }),
      { minLength: 8, maxLength: 20 },
    ),
    pauses: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 6, maxLength: 10 }),
    skewS: fc.oneof(fc.constant(0), fc.integer({ min: -3600, max: 3600 })),
    refused: fc.integer({ min: 0, max: 9 }),
  }),
)

/** When each write sets its cursor and is committed; a row that is being written makes the next writer wait. */
function timesOf(writes: readonly Write[]) {
  const free = new Map<number, number>()
  let begunS = 0
  return writes
    .map(({ key, afterS, openS }, index) => {
      begunS += afterS
      const setS = Math.max(begunS, free.get(key) ?? 0)
      free.set(key, setS + openS)
      return { key, setS, committedS: setS + openS, name: `version ${index}` }
    })
    .toSorted((a, b) => a.committedS - b.committedS)
}

async function play(story: Story): Promise<void> {
  const sync: TwinSync = {
    sql: 'select * from things',
    mode: 'upsert',
    matchOn: ['id'],
    fields: [field('id'), field('name')],
    cursor: { column: 'updated_at', lag: { ms: story.lagS * secondMs } },
  }
  await using database = await openSqlite()
  await using project = await TwinProject.make(database.config, undefined)
  project.source = sqlite as Source
  await database.run('create table things (id integer primary key, name text, updated_at datetime)')
  const accepted = new Map<number, string>()
  const sent: string[] = []
  project.notes.onAccept = (line) => {
    const { id, name } = JSON.parse(line.slice(line.indexOf('{'))) as { id: number; name: string }
    accepted.set(id, name)
    sent.push(`${id} ${name}`)
  }
  project.notes.verdict = (key) => (key === `[${story.refused}]` ? 'rejected' : 'ok')
  const writes = timesOf(story.writes)
  const rows = new Map<number, string>()
  let [nowS, next] = [0, 0]
  const lastS = (writes.at(-1)?.committedS ?? 0) + 1
  for (const pauseS of [...story.pauses, lastS, 2 * 86_400]) {
    nowS += pauseS
    for (; next < writes.length; next++) {
      const write = writes[next]
      if (write === undefined || write.committedS > nowS) break
      rows.set(write.key, write.name)
      const at = new Date(startMs + write.setS * secondMs)
        .toISOString()
        .slice(0, 19)
        .replace('T', ' ')
      await database.run(
        `insert or replace into things values (${write.key}, '${write.name}', '${at}')`,
      )
    }
    // What was refused is due by the last run.
    if (pauseS === 2 * 86_400) project.notes.verdict = () => 'ok'
    project.nowMs = startMs + (nowS + story.skewS) * secondMs
    await (await project.engine(sync)).run('things')
  }
  expect(accepted).toEqual(rows)
  expect(new Set(sent).size).toBe(sent.length)
}

test('no row that is committed within the lag is lost, and none is sent twice', async () => {
  const numRuns = Number(process.env['REV_CURSOR_RUNS'] ?? 15)
  await fc.assert(fc.asyncProperty(stories, play), { numRuns, endOnFailure: true })
}, 0)
