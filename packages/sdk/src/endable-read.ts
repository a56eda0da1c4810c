import type { Chunk, ModelRead, ReadEnd } from './source.ts'

/**
 * A read whose `chunks.return()` lets go of what `read` opened, even where not one chunk was asked for. A generator that
 * was never started runs none of its code when it is ended, and so would keep its session: it is started first, after
 * `stop` has told the source to go no further.
 */
export function endableRead({ columns, chunks }: ModelRead, stop: () => void): ModelRead {
  let isStarted = false
  const end = (value: ReadEnd | PromiseLike<ReadEnd>): Promise<IteratorResult<Chunk, ReadEnd>> => {
    if (!isStarted) {
      isStarted = true
      stop()
      // Requests to a generator queue up: the end comes behind its first step.
      chunks.next().catch(() => 'it was to end')
    }
    return chunks.return(value)
  }
  const endable: ModelRead['chunks'] = {
    next: () => {
      isStarted = true
      return chunks.next()
    },
    return: end,
    throw: async (error) => {
      if (isStarted) return chunks.throw(error)
      await end({ rows: 0 })
      throw error
    },
    [Symbol.asyncIterator]: () => endable,
    [Symbol.asyncDispose]: async () => void (await end({ rows: 0 })),
  }
  return { columns, chunks: endable }
}
