import type { LedgerCall } from './ledger-call.ts'

/** The handles of jobs that are durable, by what they stand under. */
export class KeptJobs {
  readonly #byName = new Map<string, string>()
  readonly #ever = new Set<string>()

  /** Sees what is written of handles. `isFenced`: by whoever lost its lease, when its heir may have asked for others. */
  observe({ name, args }: LedgerCall, isFenced: boolean): void {
    if (name === 'cacheSet') {
      for (const [key, job] of args[1] as ReadonlyMap<string, string>) {
        if (!key.startsWith('job:')) continue
        if (!isFenced) this.#byName.set(key, job)
        this.#ever.add(job)
      }
    } else if (name === 'cacheDelete') {
      for (const key of args[1] as readonly string[]) this.#byName.delete(key)
    }
  }

  /** Whether the handle of a job was ever durable. */
  wasKept(job: string): boolean {
    return this.#ever.has(job)
  }

  /** Whether somebody is still to ask for the end of a job. */
  isOpen(job: string): boolean {
    return [...this.#byName.values()].includes(job)
  }
}
