import { chunkColumns } from '../chunk-columns.ts'
import { endableRead } from '../endable-read.ts'
import { RevError } from '../errors.ts'
import { packColumns } from '../protocol/packed-columns.ts'
import type { Chunk, ModelRead } from '../source.ts'
import type { ChildPort } from './child-port.ts'

/** How many more chunks the host takes of each read. */
export class ChunkCredit {
  readonly #left = new Map<number, number>()
  readonly #waiting = new Map<number, () => void>()

  /** Adds credit to a read. */
  add(call: number, chunks: number): void {
    this.#left.set(call, (this.#left.get(call) ?? 0) + chunks)
    this.#wake(call)
  }

  /** Lets a read that was cancelled go on to its end. */
  release(call: number): void {
    this.#wake(call)
  }

  /** Resolves when a chunk may be sent, or the read is cancelled. */
  async spend(call: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && (this.#left.get(call) ?? 0) < 1) {
      await new Promise<void>((resolve) => this.#waiting.set(call, resolve))
    }
    this.#left.set(call, (this.#left.get(call) ?? 1) - 1)
  }

  /** Forgets a read. */
  drop(call: number): void {
    this.#left.delete(call)
    this.#waiting.delete(call)
  }

  #wake(call: number): void {
    const resume = this.#waiting.get(call)
    this.#waiting.delete(call)
    resume?.()
  }
}

/** Sends a read, chunk by chunk, as far as the host takes them. @returns the rows that the source confirmed. */
export async function sendChunks(
  port: ChildPort,
  read: ModelRead,
  credit: ChunkCredit,
  { call, signal }: { readonly call: number; readonly signal: AbortSignal },
): Promise<number | undefined> {
  // Whoever leaves a read has stopped it.
  const { chunks } = endableRead(read, () => undefined)
  try {
    port.send({ type: 'columns', call, columns: [...read.columns] })
    for (;;) {
      await credit.spend(call, signal)
      if (signal.aborted) throw new RevError('REV_RUN_CANCELLED', 'The read was stopped.')
      const next = await chunks.next()
      if (next.done === true) return (next.value as { readonly rows?: number } | undefined)?.rows
      sendChunk(port, { call, width: read.columns.length }, next.value)
    }
  } finally {
    await chunks.return({ rows: 0 }).catch(() => 'the read has failed already')
  }
}

function sendChunk(
  port: ChildPort,
  { call, width }: { readonly call: number; readonly width: number },
  given: Chunk,
): void {
  const chunk = { type: 'chunk', call, rowCount: given.rowCount } as const
  if (port.protocol === 1) return port.send({ ...chunk, columns: [...chunkColumns(given, width)] })
  if ('text' in given) return port.send(chunk, given.text)
  const packed = packColumns([...given.columns], given.rowCount)
  port.send({ ...chunk, columns: packed.columns }, packed.text)
}
