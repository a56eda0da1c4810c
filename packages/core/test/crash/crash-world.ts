import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { crashCases, window, type Rows, type WorkerOrder, type WorkerReport } from './crash-case.ts'
import { CrashServer } from './crash-server.ts'
import { rowsOf } from './model-rows.ts'
import { SeededRandom } from './seeded-random.ts'

const worker = path.join(import.meta.dirname, 'crash-worker.ts')

/** What the kills of a world came to, judged by the server's log alone. */
export interface Findings {
  readonly kills: number
  /** Records that are at the end neither at the destination nor listed with a reason. */
  readonly lost: number
  /** Repeats beyond what the kills before them may leave in doubt. */
  readonly duplicatesOverBound: number
  /** Deletes of records that the model has, or that were never delivered. */
  readonly unplannedDeletes: number
  readonly violations: readonly string[]
}

/** How a process is to end. */
export type Death = NonNullable<WorkerOrder['dieAt']> | { readonly afterMs: number }

interface ProcessOptions {
  readonly order?: Partial<WorkerOrder>
  readonly nodeFlags?: readonly string[]
  /** No file may grow beyond so many blocks of 512 bytes: a write that would fails as on a full disk. */
  readonly fileBlocksMax?: number
  /** The user that the process belongs to. */
  readonly uid?: number
  /** What else is done to it while it runs. */
  readonly meanwhile?: (child: ChildProcess) => Promise<void>
}

/** How a process ended: with a report, or without one. */
export interface ProcessEnd {
  readonly report: WorkerReport | undefined
  readonly signal: string | null
  readonly pid: number
  readonly seconds: number
}

/** A project on disk and its vendor, with what is known of both from outside. */
export class CrashWorld implements AsyncDisposable {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'rev-crash-'))
  readonly server = new CrashServer()
  readonly name: WorkerOrder['name']
  readonly random: SeededRandom
  readonly violations: string[] = []
  kills = 0
  rows: Rows = rowsOf(240, 0)
  #duplicatesOverBound = 0
  #unplannedDeletes = 0
  #lost = 0
  #inDoubt = 0
  #orders = 0
  #url = ''

  constructor(name: WorkerOrder['name'], seed: number) {
    this.name = name
    this.random = new SeededRandom(seed)
    this.server.honoursKeys = crashCases[name].resend === 'key'
  }

  async start(): Promise<this> {
    this.#url = await this.server.listen()
    return this
  }

  get findings(): Findings {
    return {
      kills: this.kills,
      lost: this.#lost,
      duplicatesOverBound: this.#duplicatesOverBound,
      unplannedDeletes: this.#unplannedDeletes,
      violations: this.violations,
    }
  }

  /** One process from start to end, and what it did to the destination. */
  async process(death?: Death, options: ProcessOptions = {}): Promise<ProcessEnd> {
    const before = this.server.log.length
    const end = await this.runProcess(death, options)
    this.#judge(before)
    // Until a run has ended by itself, what earlier kills left in doubt may be in doubt again.
    if (end.signal === null && end.report?.code === undefined) this.#inDoubt = 0
    else if (end.signal !== null) this.#inDoubt++
    return end
  }

  /** One process, not judged: several at once have one log. */
  async runProcess(death?: Death, options: ProcessOptions = {}): Promise<ProcessEnd> {
    const boundary = death && 'boundary' in death ? death : undefined
    const child = this.#spawn(boundary, options)
    const exit = once(child, 'exit')
    const startMs = performance.now()
    const firstWrite = this.server.writes
    this.server.onMoment = (moment, write) => {
      if (moment !== boundary?.boundary || write - firstWrite !== boundary.passes) return
      child.kill('SIGKILL')
    }
    if (death && 'afterMs' in death) void sleep(death.afterMs).then(() => child.kill('SIGKILL'))
    const [output, complaints] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      options.meanwhile?.(child),
    ])
    const [code, signal] = (await exit) as [number | null, string | null]
    const seconds = (performance.now() - startMs) / 1000
    const pid = child.pid ?? 0
    if (signal !== null) {
      this.kills++
      return { report: undefined, signal, pid, seconds }
    }
    if (code !== 0 || complaints !== '') this.violate(`ended with ${code}: ${complaints}`)
    const report = output === '' ? undefined : (JSON.parse(output) as WorkerReport)
    this.#checkReport(report)
    return { report, signal, pid, seconds }
  }

  /** Runs until nothing is left to do, and compares the destination with the model. @returns the last report. */
  async converge(deliveredHeld?: readonly string[]): Promise<WorkerReport | undefined> {
    await this.process(undefined, deliveredHeld ? { order: { deliveredHeld } } : {})
    const { writes } = this.server
    const { report } = await this.process()
    if (this.server.writes !== writes) this.violate('a run with nothing new wrote something')
    const { state } = this.server
    const kept = new Set(report?.held)
    const missing = this.rows.filter(([id, name]) => state.get(id) !== name && !kept.has(id))
    const surplus = [...state.keys()].filter((id) => !this.rows.some(([row]) => row === id))
    this.#lost += missing.length + (crashCases[this.name].mode === 'mirror' ? surplus.length : 0)
    if (missing.length + surplus.length > 0) {
      this.violate(`lost ${missing.length}, kept ${surplus.length} that had left`)
    }
    return report
  }

  /** What follows may repeat what one kill leaves in doubt, although none was counted. */
  doubt(): void {
    this.#inDoubt++
  }

  violate(what: string): void {
    this.violations.push(`${this.name}: ${what}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]()
    rmSync(this.folder, { recursive: true, force: true })
  }

  #spawn(
    dieAt: WorkerOrder['dieAt'],
    { order, nodeFlags = [], fileBlocksMax, uid }: ProcessOptions,
  ) {
    const { folder, name, rows } = this
    const file = path.join(folder, `order-${this.#orders++}.json`)
    const url = this.#url
    writeFileSync(file, JSON.stringify({ folder, url, name, rows, dieAt, ...order }))
    const limit = fileBlocksMax === undefined ? '' : `ulimit -f ${fileBlocksMax}; `
    const args = [process.execPath, ...nodeFlags, worker, file]
    return spawn('/bin/sh', ['-c', `${limit}exec "$@"`, 'sh', ...args], {
      ...(uid === undefined ? {} : { uid }),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }

  #checkReport(report: WorkerReport | undefined): void {
    if (report === undefined) return
    const { code, message = '', planned, outcomes } = report
    const isExpected =
      code === undefined || /^REV_(STATE_(BUSY|LEASE_LOST|WRITE)|RUN_CANCELLED)$/.test(code)
    if (!isExpected) this.violate(`${code}: ${message}`)
    if (outcomes === undefined) return
    const counted = Object.values(outcomes).reduce((sum, count) => sum + count, 0)
    if (counted !== planned) this.violate(`planned ${planned}, counted ${counted}`)
  }

  /** What was applied since a place in the log. */
  #judge(from: number): void {
    const { log } = this.server
    const seen = new Set<string>()
    const known = new Set<string>()
    const present = new Set(this.rows.map(([id]) => id))
    let repeats = 0
    for (const [index, { operation, id, name }] of log.entries()) {
      const content = `${operation} ${id} ${name}`
      if (index >= from && seen.has(content)) repeats++
      const isUnplanned = operation === 'delete' && (!known.has(id) || present.has(id))
      if (index >= from && isUnplanned) {
        this.#unplannedDeletes++
        this.violate(`deleted ${id}`)
      }
      seen.add(content)
      if (operation !== 'delete') known.add(id)
    }
    const allowed = crashCases[this.name].resend === 'safe' ? this.#inDoubt * window : 0
    if (repeats <= allowed) return
    this.#duplicatesOverBound += repeats - allowed
    this.violate(`repeated ${repeats}, at most ${allowed} were in doubt`)
  }
}
