import type { SentRequest } from './destination-model.ts'
import { GrantModel } from './grant-model.ts'
import type { SimWorker } from './sim-worker.ts'

/** A grant that several processes use, and what was seen of its refreshes. */
export class SharedGrant {
  readonly model: GrantModel
  /** Every token request that left a process. */
  readonly questions: SentRequest[] = []
  readonly #kept = new Set<number>()
  readonly #askedBy = new Map<SentRequest, { readonly worker: SimWorker; readonly life: number }>()
  /** Who waits for the lock of the grant, and how often it had rotated when they began. */
  readonly #waiting = new Map<SimWorker, number>()

  constructor(lifetimeMs: number) {
    this.model = new GrantModel(lifetimeMs)
  }

  ask(request: SentRequest, worker: SimWorker): void {
    this.questions.push(request)
    this.#askedBy.set(request, { worker, life: worker.life })
  }

  isAlive(request: SentRequest): boolean {
    const { worker, life } = this.#askedBy.get(request) ?? {}
    return worker !== undefined && worker.life === life
  }

  /** A process made durable what its last refresh brought. */
  keep(worker: SimWorker): void {
    const last = this.questions.findLast(
      (one) => this.#askedBy.get(one)?.worker === worker && one.isAnswered,
    )
    if (last?.presents !== undefined) this.#kept.add(last.presents)
  }

  /** Whether what a refresh token brought is durable. */
  isKept(version: number): boolean {
    return this.#kept.has(version)
  }

  /** A process found the lock taken. */
  waits(worker: SimWorker): void {
    if (!this.#waiting.has(worker)) this.#waiting.set(worker, this.model.version)
  }

  /** A process got the lock. @returns whether somebody else rotated the grant while it waited. */
  enters(worker: SimWorker): boolean {
    const before = this.#waiting.get(worker)
    this.#waiting.delete(worker)
    return before !== undefined && before < this.model.version
  }
}
