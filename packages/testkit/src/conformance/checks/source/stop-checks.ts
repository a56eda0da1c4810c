import type { Chunk, ModelRead } from '@revetl/sdk'
import { chunkColumns } from '@revetl/sdk/host'
import { skip, type SourceCheck } from '../check.ts'
import { expectSame, expectThat } from '../check-failure.ts'
import { codeOf } from './code-of.ts'
import { eachChunk } from './read-checks.ts'

const stopMsMax = 5000

/** What a read that is stopped, broken or changed under its feet gives. */
export const readStopChecks: readonly SourceCheck[] = [
  {
    id: 'R07',
    title: 'one state is read from the first row to the last, whatever is written meanwhile',
    level: 'M',
    severity: 'must',
    about: 'model',
    run: async (trial) => {
      const { large, change } = await trial.source()
      if (change === undefined) return skip('its conformance file changes nothing while it is read')
      const source = await trial.openSource()
      const before = await lastColumn(await source.stream(large.model))
      const read = await source.stream(large.model)
      const during = await lastColumn(read, change)
      expectSame(during, before, 'values of the read that began before the change')
      const after = await lastColumn(await source.stream(large.model))
      expectThat(
        JSON.stringify(after) !== JSON.stringify(before),
        'the change in the next read',
        'none',
      )
      return undefined
    },
  },
  {
    id: 'R08',
    title: 'a read that is stopped fails within five seconds and never ends as if it were complete',
    level: 'M',
    severity: 'must',
    about: 'model',
    run: async (trial) => {
      const { large } = await trial.source()
      const source = await trial.openSource()
      const abort = new AbortController()
      const { chunks } = await source.stream(large.model, { signal: abort.signal })
      await chunks.next()
      abort.abort(new Error('The run was stopped.'))
      const startedMs = performance.now()
      const code = await codeOf(eachChunk(chunks, () => undefined))
      const tookMs = performance.now() - startedMs
      expectThat(code.startsWith('REV_'), 'an error of rev', code)
      expectThat(tookMs <= stopMsMax, 'an end within 5 s', `${Math.round(tookMs)} ms`)
      const early = await codeOf(
        source.read(large.model, { signal: AbortSignal.abort(new Error('stopped')) }),
      )
      expectThat(early !== 'no error', 'a failure of a read that was stopped before', early)
    },
  },
  {
    id: 'R09',
    title: 'a read that its reader leaves can be followed by others',
    level: 'M',
    severity: 'must',
    about: 'model',
    run: async (trial) => {
      const { large, models } = await trial.source()
      const source = await trial.openSource()
      for (let round = 0; round < 3; round += 1) {
        const { chunks } = await source.stream(large.model)
        await chunks.next()
        await chunks.return({ rows: 0 })
      }
      const [first] = models
      if (first === undefined) return
      expectSame((await source.read(first.model)).rows, first.rows, `the rows of ${first.name}`)
    },
  },
  {
    id: 'R10',
    title: 'reading again gives the same rows in full',
    level: 'M',
    severity: 'must',
    isLive: true,
    about: 'model',
    run: async (trial) => {
      const { large } = await trial.source()
      const source = await trial.openSource()
      const first = await lastColumn(await source.stream(large.model))
      expectSame(await lastColumn(await source.stream(large.model)), first, 'the same read again')
    },
  },
  {
    id: 'R11',
    title:
      'a read that breaks in the middle, or fails on a late row, is a failure and never fewer rows',
    level: 'M',
    severity: 'must',
    about: 'model',
    run: async (trial) => {
      const { large, breakRead, failing } = await trial.source()
      if (breakRead === undefined && failing === undefined) {
        return skip('its conformance file breaks no read')
      }
      const source = await trial.openSource()
      if (failing !== undefined) {
        const code = await codeOf(source.read(failing))
        expectThat(code.startsWith('REV_'), 'a failure of a model that fails on a late row', code)
      }
      if (breakRead === undefined) return undefined
      const { chunks } = await source.stream(large.model)
      await chunks.next()
      await breakRead()
      const code = await codeOf(eachChunk(chunks, () => undefined))
      const isFailure = /^REV_(READ|NETWORK|MODEL)_/.test(code)
      expectThat(isFailure, 'REV_READ_FAILED, or another failure of the read', code)
      return undefined
    },
  },
]

/** How often each value is in the last column, with something done after the first chunk. */
async function lastColumn(
  { columns, chunks }: ModelRead,
  meanwhile?: () => Promise<void>,
): Promise<readonly (readonly [string, number])[]> {
  const counts = new Map<string, number>()
  const note = (chunk: Chunk): void => {
    const values = chunkColumns(chunk, columns.length).at(-1) ?? []
    for (const value of values) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1)
  }
  const first = await chunks.next()
  if (first.done !== true) note(first.value)
  await meanwhile?.()
  if (first.done !== true) await eachChunk(chunks, note)
  return [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))
}
