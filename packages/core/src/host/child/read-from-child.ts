import type { GatewayCall } from '@revetl/http'
import type { Chunk, Column, ColumnChunk, ModelRead, ReadEnd } from '@revetl/sdk'
import { endableRead } from '@revetl/sdk/host'
import {
  unpackColumns,
  type ConnectorMessage,
  type ConnectorMessageOf,
  type HostMessage,
} from '@revetl/sdk/protocol'
import { untilAborted } from '../../until-aborted.ts'
import { stopped } from './ask-child.ts'
import type { ChildConnection } from './child-connection.ts'
import type { ChildLife } from './life/child-life.ts'

// So many chunks are on their way while one is worked on.
const creditChunks = 4

type Request = Extract<HostMessage, { readonly type: 'read' }>['request']

/** Reads a model from a connector in a child process. */
export async function readFromChild(
  child: ChildConnection,
  request: Request,
  gateway: GatewayCall,
): Promise<ModelRead> {
  const life = await child.life()
  const read = new ChildRead(life)
  read.start(request, gateway)
  const columns = await untilAborted(read.columns, gateway.signal, stopped)
  return endableRead({ columns, chunks: read.chunks() }, () => read.drop())
}

class ChildRead {
  readonly #life: ChildLife
  readonly #columns = Promise.withResolvers<readonly Column[]>()
  readonly #queue: Chunk[] = []
  #call = 0
  #width = 0
  #credit = creditChunks
  #ended: Promise<ReadEnd> = Promise.reject(new Error('not started'))
  #isOver = false
  #wake: () => void = () => undefined

  constructor(life: ChildLife) {
    this.#life = life
    this.#ended.catch(() => 'it starts first')
    this.#columns.promise.catch(() => 'the reader is told')
  }

  get columns(): Promise<readonly Column[]> {
    return this.#columns.promise
  }

  start(request: Request, gateway: GatewayCall): void {
    this.#ended = this.#life.call<ReadEnd>(
      { kind: 'read', gateway },
      (call) => {
        this.#call = call
        return { type: 'read', call, request, chunks: creditChunks }
      },
      (message, resolve, _reject, bytes) => this.#take(message, resolve, bytes),
    )
    const over = () => {
      this.#isOver = true
      this.#wake()
    }
    this.#ended.then(over, (error: unknown) => {
      this.#columns.reject(error)
      over()
    })
  }

  async *chunks(): AsyncGenerator<Chunk, ReadEnd, void> {
    try {
      for (;;) {
        const chunk = this.#queue.shift()
        if (chunk !== undefined) {
          yield chunk
          this.#credit++
          this.#life.grant(this.#call, 1)
        } else if (this.#isOver) return await this.#ended
        else await new Promise<void>((resolve) => (this.#wake = resolve))
      }
    } finally {
      if (!this.#isOver) this.#life.drop(this.#call)
    }
  }

  /** Ends a read of which nobody takes a chunk. */
  drop(): void {
    if (this.#isOver) return
    this.#life.drop(this.#call)
    this.#queue.length = 0
    this.#ended = Promise.resolve({ rows: 0 })
    this.#isOver = true
  }

  #take(
    message: ConnectorMessage,
    resolve: (end: ReadEnd) => void,
    bytes: Buffer | undefined,
  ): boolean {
    switch (message.type) {
      case 'columns':
        this.#width = message.columns.length
        this.#columns.resolve(message.columns as readonly Column[])
        return false
      case 'chunk':
        this.#add(message, bytes)
        return false
      case 'end':
        resolve({ rows: message.rows })
        return true
      default:
        return false
    }
  }

  #add({ rowCount, columns: given }: ConnectorMessageOf<'chunk'>, bytes: Buffer | undefined): void {
    if (this.#credit < 1) return this.#life.break('it sent more chunks than it had credit for')
    const chunk = chunkOf(rowCount, given, bytes)
    if (chunk === undefined || ('columns' in chunk && chunk.columns.length !== this.#width)) {
      return this.#life.break('it sent a chunk that does not fit its columns')
    }
    this.#credit--
    this.#queue.push(chunk)
    this.#wake()
  }
}

/** A chunk as it came; the text of rows is left to whoever reads it. */
function chunkOf(
  rowCount: number,
  given: readonly unknown[] | undefined,
  bytes: Buffer | undefined,
): Chunk | undefined {
  if (given === undefined) return bytes && { rowCount, text: bytes }
  const columns = bytes === undefined ? given : unpackColumns(given, rowCount, bytes)
  return columns && areColumns(columns, rowCount) ? { rowCount, columns } : undefined
}

function areColumns(
  columns: readonly unknown[],
  rowCount: number,
): columns is ColumnChunk['columns'] {
  return columns.every((column) => isColumn(column, rowCount))
}

function isColumn(column: unknown, rowCount: number): boolean {
  if (!Array.isArray(column) || column.length !== rowCount) return false
  for (const value of column) if (typeof value !== 'string' && value !== null) return false
  return true
}
