import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism, tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { goalNames, type GoalCounts } from './goals.ts'
import type { FailedSeed, SeedOrder, SeedReport } from './play-seeds.ts'

/** What is swept. */
export interface SweepOptions {
  readonly firstSeed: number
  readonly seeds: number
  readonly pairEvery?: number
  readonly shrinkTries?: number
  readonly processes?: number
  /** At most so many seeds a process. */
  readonly seedsPerProcess?: number
  readonly onReport?: (order: SeedOrder, report: SeedReport) => void
}

/** What a sweep came to. */
export interface SweepSummary {
  readonly schedules: number
  readonly violations: number
  readonly lost: number
  readonly duplicatesOverBound: number
  readonly unplannedDeletes: number
  readonly goals: GoalCounts
  readonly seconds: number
  readonly runs: number
  /** Schedules that were played twice, and gave the same trace unless a violation says otherwise. */
  readonly pairs: number
  /** What the published limits excuse, by name. */
  readonly excused: Readonly<Record<string, number>>
  readonly faults: Readonly<Record<string, number>>
  readonly failed: readonly FailedSeed[]
}

// What a process gathers in memory ends with it.
const seedsPerProcessDefault = 100

/** Plays many seeds in as many processes as there are processors. */
export async function sweep(options: SweepOptions): Promise<SweepSummary> {
  const startMs = performance.now()
  const { firstSeed, seeds, processes = availableParallelism() } = options
  const { seedsPerProcess = seedsPerProcessDefault } = options
  const orders: SeedOrder[] = []
  const size = Math.min(seedsPerProcess, Math.ceil(seeds / processes))
  for (let start = 0; start < seeds; start += size) {
    const length = Math.min(size, seeds - start)
    orders.push({
      seeds: Array.from({ length }, (_, index) => firstSeed + start + index),
      pairEvery: options.pairEvery ?? 0,
      shrinkTries: options.shrinkTries ?? 150,
      shrinksMax: 1,
    })
  }
  const reports: SeedReport[] = []
  const work = async () => {
    for (let order = orders.shift(); order !== undefined; order = orders.shift()) {
      const report = await playInProcess(order)
      reports.push(report)
      options.onReport?.(order, report)
    }
  }
  await Promise.all(Array.from({ length: processes }, work))
  return summaryOf(reports, (performance.now() - startMs) / 1000)
}

// Results of DuckDB count as memory outside of the heap. With a heap that starts small each few hundred of them set off
// a collection of the whole, which took a fifth of the time.
const flags = [
  '--single-threaded-gc',
  '--no-incremental-marking',
  '--initial-old-space-size=400',
  '--min-semi-space-size=32',
  '--max-semi-space-size=64',
]
const environment = {
  // What Node compiled: a process of a few seeds would spend much of its time on that.
  NODE_COMPILE_CACHE: path.join(tmpdir(), 'rev-simulation-modules'),
  // One thing happens after the other: more threads would only take it from each other.
  UV_THREADPOOL_SIZE: '1',
}

/** Plays an order in a process of its own. */
export async function playInProcess(order: SeedOrder): Promise<SeedReport> {
  const script = path.join(import.meta.dirname, 'play-seeds.ts')
  const child = spawn(process.execPath, [...flags, script, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  })
  const exit = once(child, 'exit')
  const output = await text(child.stdout)
  const [code] = (await exit) as [number | null]
  if (code !== 0) {
    const [first, last] = [order.seeds[0], order.seeds.at(-1)]
    throw new Error(`Failed to play the seeds ${first} to ${last}: the process ended with ${code}.`)
  }
  return JSON.parse(output) as SeedReport
}

function summaryOf(reports: readonly SeedReport[], seconds: number): SweepSummary {
  const failed = reports.flatMap((report) => report.failed).toSorted((a, b) => a.seed - b.seed)
  const goals = goalNames.map((name) => [name, sum(reports, (report) => report.goals[name])])
  return {
    schedules: sum(reports, (report) => report.schedules),
    violations: failed.length,
    lost: sum(reports, (report) => report.lost),
    duplicatesOverBound: sum(reports, (report) => report.duplicatesOverBound),
    unplannedDeletes: sum(reports, (report) => report.unplannedDeletes),
    goals: Object.fromEntries(goals) as GoalCounts,
    seconds: Math.round(seconds * 10) / 10,
    runs: sum(reports, (report) => report.runs),
    pairs: sum(reports, (report) => report.pairs),
    excused: merged(reports.map(({ excused }) => excused)),
    faults: merged(reports.map(({ faults }) => faults)),
    failed,
  }
}

function merged(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {}
  for (const one of counts) {
    for (const [name, count] of Object.entries(one)) total[name] = (total[name] ?? 0) + count
  }
  return total
}

function sum<Item>(items: readonly Item[], count: (item: Item) => number): number {
  return items.reduce((total, item) => total + count(item), 0)
}
