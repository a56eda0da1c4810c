import type { Engine } from '../../src/index.ts'
import type { Lease, Ledger } from '../../src/ledger.ts'
import type { RunRecord, SyncState } from './run-record.ts'
import type { Actor, Scheduler } from './scheduler.ts'
import { SeededRandom } from './seeded-random.ts'

const patienceOfPeopleMs = 300_000

/** A process that runs the engine. When it dies, its next life knows only what is on disk. */
export class SimWorker {
  readonly name: string
  readonly #seed: number
  /** What has to be closed when it dies. */
  readonly databases = new Set<{ close(): Promise<void> }>()
  /** Locks of grants that it holds. */
  readonly locks = new Map<string, Lease>()
  life = 0
  actor: Actor
  engine: Engine | undefined
  /** The sync for which the engine was opened. */
  engineFor: SyncState | undefined
  /** The ledger without the simulation around it. */
  ledger: Ledger | undefined
  run: RunRecord | undefined
  skewMs = 0
  /** Ends the wait for a run whose process died. */
  onDeath: () => void = () => undefined
  readonly #hooks: WorkerHooks
  #random: SeededRandom
  #draws = new Map<string, number>()
  #storeWrites = 0
  #statements = 0

  constructor(name: string, seed: number, hooks: WorkerHooks) {
    this.name = name
    this.#seed = seed
    this.#hooks = hooks
    this.actor = this.#newActor()
    this.#random = new SeededRandom(`${seed} ${name}`)
  }

  /** Starts what belongs to one run: draws are named after it, so that they stay when other runs are taken away. */
  begin(run: RunRecord): void {
    this.run = run
    this.#random = new SeededRandom(`${this.#seed} run ${run.action.id}`)
    this.#draws = new Map()
    this.#storeWrites = 0
    this.#statements = 0
  }

  /** The name under which faults of the present run are drawn. */
  get drawName(): string {
    return `run ${this.run?.action.id ?? 0}`
  }

  nextDraw(of: string): number {
    const next = (this.#draws.get(of) ?? 0) + 1
    this.#draws.set(of, next)
    return next
  }

  nextDrawName(of: string): string {
    return `${this.drawName}/${of}/${this.nextDraw(of)}`
  }

  /** How long an effect of this process takes. */
  latencyMs(): number {
    return this.#random.next() * 8
  }

  random(): number {
    return this.#random.next()
  }

  /** Never answers; after a while somebody loses patience and stops the run. */
  hang(scheduler: Scheduler): Promise<never> {
    const { run } = this
    scheduler.after(this.actor, 'is given up', patienceOfPeopleMs, () => run?.cancel())
    return new Promise(() => {})
  }

  /** Whether the next write of the ledger fails: before it is durable, or after. */
  storeFailure(): 'before' | 'after' | undefined {
    const action = this.run?.action
    if (action?.storeFailsAt === undefined || this.run?.end !== 'running') return undefined
    const place = ++this.#storeWrites - action.storeFailsAt
    if (place < 0 || place >= (action.storeFailures ?? 1)) return undefined
    return action.storeFailsLate === true ? 'after' : 'before'
  }

  /** Whether the next statement of the local engine finds the disk full. */
  isEngineFull(): boolean {
    const action = this.run?.action
    if (action?.engineFailsAt === undefined || this.run?.end !== 'running') return false
    return ++this.#statements === action.engineFailsAt
  }

  /** The next life, in which nothing of the last one is left. */
  rebirth(): void {
    this.life++
    this.actor = this.#newActor()
    this.engine = undefined
    this.ledger = undefined
    this.run = undefined
  }

  #newActor(): Actor {
    const actor: Actor = {
      name: this.life === 0 ? this.name : `${this.name}'${this.life}`,
      isDead: false,
      pausedUntilMs: 0,
      onEffect: async () => this.#onEffect(actor),
    }
    return actor
  }

  async #onEffect(actor: Actor): Promise<'go' | 'died' | 'paused'> {
    const { run } = this
    // Counted from the lease on: waiting for it has no interesting places.
    if (run?.lease === undefined || actor !== this.actor || run.end !== 'running') return 'go'
    run.effects++
    if (run.effects === run.action.pauseAt) {
      run.wasPaused = true
      this.#pause(run.action.pauseMs ?? 0)
      return 'paused'
    }
    if (run.effects !== run.action.crashAt) return 'go'
    actor.isDead = true
    await this.#hooks.die()
    return 'died'
  }

  #pause(ms: number): void {
    this.actor.pausedUntilMs = this.#hooks.nowMs() + ms
  }
}

/** What a worker needs of the world around it. */
export interface WorkerHooks {
  readonly die: () => Promise<void>
  readonly nowMs: () => number
}
