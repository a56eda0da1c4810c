import { expect, test } from 'vitest'
import { endableRead } from '../src/host.ts'
import type { Chunk, ModelRead, ReadEnd } from '../src/index.ts'

/** A read whose session is opened before its generator starts, as those of databases are. */
function openRead(signal: AbortSignal) {
  const session = { isOpen: true, chunksMade: 0 }
  async function* chunks(): AsyncGenerator<Chunk, ReadEnd, void> {
    try {
      signal.throwIfAborted()
      for (const text of ['a', 'b']) {
        session.chunksMade += 1
        yield { rowCount: 1, columns: [[text]] }
      }
      return { rows: 2 }
    } finally {
      session.isOpen = false
    }
  }
  const read: ModelRead = { columns: [{ name: 'v', type: 'string' }], chunks: chunks() }
  return { session, read }
}

function open() {
  const stop = new AbortController()
  const { session, read } = openRead(stop.signal)
  return { session, stop, read: endableRead(read, () => stop.abort()) }
}

test('a plain generator that was never started keeps its session when it is ended', async () => {
  const { session, read } = openRead(new AbortController().signal)
  await read.chunks.return({ rows: 0 })
  expect(session.isOpen).toBe(true)
})

test('a read that is ended before its first chunk lets go of its session, and reads nothing', async () => {
  const { session, read } = open()
  await read.chunks.return({ rows: 0 })
  expect(session).toEqual({ isOpen: false, chunksMade: 0 })
  expect(await read.chunks.next()).toEqual({ done: true, value: undefined })
})

test('so does one that is thrown at, or that a loop leaves', async () => {
  const first = open()
  await expect(first.read.chunks.throw(new Error('no'))).rejects.toThrow('no')
  expect(first.session).toEqual({ isOpen: false, chunksMade: 0 })
  const second = open()
  for await (const chunk of second.read.chunks) {
    expect(chunk).toMatchObject({ columns: [['a']] })
    break
  }
  expect(second.session).toEqual({ isOpen: false, chunksMade: 1 })
  expect(second.stop.signal.aborted).toBe(false)
})

test('a read to its end gives its chunks and its count, and is not stopped', async () => {
  const { session, stop, read } = open()
  expect(await read.chunks.next()).toMatchObject({ value: { columns: [['a']] } })
  expect(await read.chunks.next()).toMatchObject({ value: { columns: [['b']] } })
  expect(await read.chunks.next()).toEqual({ done: true, value: { rows: 2 } })
  expect(await read.chunks.return({ rows: 2 })).toEqual({ done: true, value: { rows: 2 } })
  expect(session.isOpen).toBe(false)
  expect(stop.signal.aborted).toBe(false)
})
