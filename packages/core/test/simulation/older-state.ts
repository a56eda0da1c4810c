import { copyFileSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { SqliteLedger } from '../../src/state/sqlite/sqlite-ledger.ts'
import { toVersion1 } from '../state/ledger-version-1.ts'
import type { Cast } from './cast.ts'
import { killWorker } from './kill-worker.ts'
import type { StoryAction } from './story.ts'

// No system gives a process so high a number.
const nobody = JSON.stringify({ host: hostname(), pid: 2 ** 30, started: '' })

/**
 * The machine starts anew, and what its processes had left is the state of the first version of rev. Whoever comes next
 * brings it up; a process may die in that before.
 */
export async function leaveOlderState(
  { world, workers }: Cast,
  { diesAt }: Extract<StoryAction, { do: 'older state' }>,
): Promise<void> {
  await world.scheduler.until(() => world.runs.every(({ isFinished }) => isFinished))
  for (const worker of workers.values()) await killWorker(world, worker)
  const { ledger: file } = world.paths
  if (!existsSync(file)) return
  const before = await contents(world)
  const snapshot = await world.openLedger()?.snapshot(world.syncName)
  const kept = new Set(snapshot?.segments.map((segment) => segment.file))
  await world.closeLedger()
  toVersion1(file)
  forgetHolders(file)
  renamePlans(world.paths.sync(world.syncName), kept)
  world.lastRenewal = undefined
  if (diesAt !== undefined && (await dieInMigration(file, diesAt)))
    world.goals.hit('migration crash')
  if ((await contents(world)) !== before) {
    world.violate('INV-14', 'the ledger that was brought up holds something else than before')
  }
}

/** All that an oracle can see of the ledger, as one text. */
async function contents(world: Cast['world']): Promise<string> {
  const { foldedRun, records, rows } = await world.inspect()
  const left = await world.openLedger()?.unfinishedRuns(world.syncName)
  const rejects = await world.readRejects()
  return JSON.stringify([foldedRun, records, [...rows], left, [...rejects]])
}

/** The first version named the plan of a run by its number alone. */
function renamePlans(folder: string, kept: ReadonlySet<string>): void {
  for (const file of existsSync(folder) ? readdirSync(folder) : []) {
    const former = file.replace(/^(plan-\d+)-[0-9a-f]{8}(?=\.parquet$)/, '$1')
    if (!kept.has(file)) renameSync(join(folder, file), join(folder, former))
  }
}

function forgetHolders(file: string): void {
  const database = new DatabaseSync(file)
  database.prepare('UPDATE leases SET holder = ? WHERE holder IS NOT NULL').run(nobody)
  database.close()
}

/**
 * Opens a ledger in a process that is killed once SQLite has carried out so many statements: files are afterwards as
 * they were at that moment. @returns whether it died before it was done.
 */
async function dieInMigration(file: string, statements: number): Promise<boolean> {
  // oxlint-disable-next-line typescript/unbound-method -- each call below names its database
  const { exec } = DatabaseSync.prototype
  const files = [file, `${file}-wal`]
  let carriedOut = 0
  let opened: SqliteLedger | undefined
  DatabaseSync.prototype.exec = function (sql) {
    // The dead carry out nothing: no ROLLBACK either.
    if (carriedOut >= statements) throw new Error('dead')
    exec.call(this, sql)
    if (++carriedOut < statements) return
    for (const one of files) if (existsSync(one)) copyFileSync(one, `${one}.left`)
    throw new Error('killed')
  }
  try {
    opened = new SqliteLedger(file)
  } catch (error) {
    if (carriedOut < statements) throw error
    // What closing the connection made of the files a kill would not have.
    for (const one of [...files, `${file}-shm`]) rmSync(one, { force: true })
    for (const one of files) {
      if (existsSync(`${one}.left`)) copyFileSync(`${one}.left`, one)
      rmSync(`${one}.left`, { force: true })
    }
  } finally {
    DatabaseSync.prototype.exec = exec
  }
  await opened?.[Symbol.asyncDispose]()
  return opened === undefined
}
