/** An operation that the simulated vendor has applied. */
export interface AcceptedOperation {
  /** 1 for the first; never reused. */
  readonly sequence: number
  /** Which request it came with, counted from 1. */
  readonly request: number
  readonly atMs: number
  readonly object: string
  readonly operation: string
  readonly key: string
  readonly payload: unknown
}

/** Appends an accepted operation. */
export type Accept = (
  operation: Pick<AcceptedOperation, 'object' | 'operation' | 'key' | 'payload'>,
) => void

/** The append-only log of what was applied: the only thing an oracle reads. */
export class OperationLog {
  readonly #entries: AcceptedOperation[] = []

  get entries(): readonly AcceptedOperation[] {
    return this.#entries
  }

  /** An `accept` that belongs to one request. */
  acceptFor(request: number, atMs: number): Accept {
    return ({ payload, ...operation }) => {
      this.#entries.push({
        sequence: this.#entries.length + 1,
        request,
        atMs,
        ...operation,
        payload: structuredClone(payload),
      })
    }
  }
}
