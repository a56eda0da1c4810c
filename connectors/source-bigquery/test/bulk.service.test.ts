import { describeWithBigquery } from '@revetl/testkit/services/vitest'
import { isRevError, type Chunk, type ModelRead } from '@revetl/sdk'
import { expect, test } from 'vitest'
import {
  bulkConfigOf,
  configOf,
  failStorage,
  giveResult,
  jobs,
  open,
  storageRequests,
  type StorageFault,
} from './database.ts'

const sql = (text: string) => ({ kind: 'sql', sql: text }) as const
const rowCount = 25_000
const many = sql(`select x as id from unnest(generate_array(1, ${rowCount})) as x order by x desc`)
const few = sql('select x as id from unnest(generate_array(1, 3)) as x order by x')
const descending = Array.from({ length: rowCount }, (_, at) => [String(rowCount - at)])

await describeWithBigquery('reading from BigQuery in bulk', (bigquery) => {
  test('a large result comes through one stream, whole and in the order of the query', async () => {
    const { url, source, stop } = await opened('auto')
    await using _ = stop
    const { rows } = await source.read(many)
    expect(rows).toEqual(descending)
    const [session, ...reads] = await storageRequests(url)
    const table = session?.table ?? ''
    expect(session).toMatchObject({ kind: 'session', parent: 'projects/rev-test', streams: 1 })
    expect(session?.routing).toBe(`read_session.table=${encodeURIComponent(table)}`)
    expect(reads).toMatchObject([{ kind: 'rows', offset: 0, answers: 50, ended: true }])
    expect(reads[0]?.routing).toMatch(/^read_stream=projects%2Frev-test%2F/)
    expect((await jobs(url)).map(({ cancelled }) => cancelled)).toEqual([false])
  })

  test('a small result, a preview, and a source that says never stay with the REST API', async () => {
    const { url, source, stop } = await opened('auto')
    await using _ = stop
    expect((await source.read(few)).rows).toEqual([['1'], ['2'], ['3']])
    expect((await source.read(many, { rowsMax: 24_000 })).rows).toHaveLength(24_000)
    await using never = await open(url, await bulkConfigOf(url, 'never'))
    expect((await never.read(many)).rows).toEqual(descending)
    await using elsewhere = await open(url, configOf(url))
    expect((await elsewhere.read(many)).rows).toEqual(descending)
    expect(await storageRequests(url)).toEqual([])
  })

  test('always means small results too, but no preview', async () => {
    const { url, source, stop } = await opened('always')
    await using _ = stop
    expect((await source.read(few, { rowsMax: 2 })).rows).toHaveLength(2)
    expect(await storageRequests(url)).toEqual([])
    expect((await source.read(few)).rows).toEqual([['1'], ['2'], ['3']])
    expect(await storageRequests(url)).toHaveLength(2)
  })

  test('a stream that breaks is read on at its offset, with no row lost or twice', async () => {
    const { url, source, stop } = await opened('auto')
    await using _ = stop
    await failStorage(url, { code: 'UNAVAILABLE', after: 7, times: 3 })
    expect((await source.read(many)).rows).toEqual(descending)
    const reads = (await storageRequests(url)).filter(({ kind }) => kind === 'rows')
    expect(reads.map(({ offset }) => offset)).toEqual([0, 3_500, 7_000, 10_500])
  })

  test('a stream that the transport broke is read on, another inner error is not', async () => {
    const { url, source, stop } = await opened('auto')
    await using _ = stop
    const fault = { code: 'INTERNAL', after: 2, times: 1 }
    await failStorage(url, { ...fault, message: 'Received RST_STREAM with code 2' })
    expect((await source.read(many)).rows).toEqual(descending)
    await failStorage(url, { ...fault, message: 'A bad block.' })
    await expect(source.read(many)).rejects.toMatchObject({
      code: 'REV_READ_FAILED',
      message: 'Failed to read from BigQuery: A bad block.',
    })
    expect((await jobs(url)).map(({ cancelled }) => cancelled)).toEqual([false, true])
  })

  test('a stream that breaks again and again is a failed read', async () => {
    const { url, source, stop } = await opened('auto')
    await using _ = stop
    await failStorage(url, { code: 'UNAVAILABLE', after: 2, times: 100 })
    await expect(source.read(many)).rejects.toMatchObject({
      code: 'REV_READ_FAILED',
      message: expect.stringContaining('broke more than 10 times') as unknown,
    })
    expect(await storageRequests(url)).toHaveLength(12)
  })

  test('a result that is cut short is a failed read', async () => {
    const { url, source, stop } = await opened('auto')
    await using _ = stop
    await failStorage(url, { code: 'OK', after: 4, times: 1 })
    await expect(source.read(many)).rejects.toMatchObject({
      code: 'REV_READ_FAILED',
      message: expect.stringContaining('Expected 25000 rows, got 2000') as unknown,
    })
  })

  test('an account without read sessions reads page by page, and the log says once what to grant', async () => {
    const { url, source, stop } = await opened('auto', '-no-sessions')
    await using _ = stop
    expect((await source.read(many)).rows).toEqual(descending)
    const warnings = source.logs.filter(({ level }) => level === 'warn')
    expect(warnings).toHaveLength(1)
    expect(warnings[0]?.message).toContain("'bigquery.readsessions.create'")
    expect(warnings[0]?.message).toContain('roles/bigquery.readSessionUser')
    expect(await storageRequests(url)).toEqual([])
  })

  test.each<[fault: Pick<StorageFault, 'code'>, code: string]>([
    [{ code: 'PERMISSION_DENIED' }, 'REV_AUTH_SCOPE'],
    [{ code: 'UNAUTHENTICATED' }, 'REV_AUTH_INVALID'],
    [{ code: 'UNAVAILABLE' }, 'REV_NETWORK_UNREACHABLE'],
    [{ code: 'RESOURCE_EXHAUSTED' }, 'REV_READ_FAILED'],
  ])('with always, a session refused with %o fails with %s', async (fault, code) => {
    const { url, source, stop } = await opened('always')
    await using _ = stop
    await failStorage(url, { ...fault, after: -1, times: 10 })
    const failure = await source.read(few).catch((error: unknown) => error)
    expect(isRevError(failure) && failure.hint).toBeTypeOf('string')
    expect(failure).toMatchObject({ code })
  })

  test('an end point that is not there is no failure with auto, and one with always', async () => {
    const url = await bigquery.createDatabase()
    const storageEndpoint = 'http://127.0.0.1:1'
    await using auto = await open(url, { ...(await bulkConfigOf(url, 'auto')), storageEndpoint })
    expect((await auto.read(many)).rows).toEqual(descending)
    await using always = await open(url, { ...(await bulkConfigOf(url)), storageEndpoint })
    await expect(always.read(few)).rejects.toMatchObject({ code: 'REV_NETWORK_UNREACHABLE' })
  })

  test('a reader that leaves, and a run that is stopped, end the stream and the job', async () => {
    const { url, source, stop } = await opened('auto')
    await using _ = stop
    await giveResult(url, large)
    const left = await source.stream(many)
    await left.chunks.next()
    await left.chunks.return({ rows: 0 })
    const abort = new AbortController()
    const { chunks } = await source.stream(many, { signal: abort.signal })
    await chunks.next()
    abort.abort(new Error('stopped'))
    await expect(untilEnd(chunks)).rejects.toMatchObject({ code: 'REV_RUN_CANCELLED' })
    await expect.poll(() => streamsOf(url)).toMatchObject([{ ended: true }, { ended: true }])
    expect((await jobs(url)).map(({ cancelled }) => cancelled)).toEqual([true, true])
  })

  test('a reader that waits makes the server wait', async () => {
    const { url, source, stop } = await opened('auto')
    await using _ = stop
    await giveResult(url, large)
    const { chunks } = await source.stream(many)
    await chunks.next()
    let before = -1
    // What fits into the buffers still comes.
    await expect
      .poll(
        async () => {
          const [{ answers = 0 } = {}] = await streamsOf(url)
          const isStill = answers === before
          before = answers
          return isStill
        },
        { interval: 500, timeout: 20_000 },
      )
      .toBe(true)
    expect(before).toBeLessThan(answersOfLarge / 2)
    expect(await untilEnd(chunks)).toBe(large.rows.length * large.repeat - 500)
  })

  interface Opened {
    readonly url: string
    readonly source: Awaited<ReturnType<typeof open>>
    readonly stop: AsyncDisposable
  }

  async function opened(bulkReads: string, account = ''): Promise<Opened> {
    const url = await bigquery.createDatabase()
    const config = await bulkConfigOf(url, bulkReads)
    const accessToken = `${config['accessToken']}${account}`
    const source = await open(url, { ...config, accessToken })
    return { url, source, stop: source }
  }
})

// An answer of 500 rows has about half a megabyte.
const large = {
  fields: [{ name: 'text', type: 'STRING' }],
  rows: Array.from({ length: 500 }, () => ({ f: [{ v: 'x'.repeat(1_000) }] })),
  repeat: 160,
}
const answersOfLarge = large.repeat

async function streamsOf(url: string): Promise<readonly { readonly answers?: number }[]> {
  return (await storageRequests(url)).filter(({ kind }) => kind === 'rows')
}

async function untilEnd(chunks: ModelRead['chunks']): Promise<number> {
  let rows = 0
  for (;;) {
    const next: IteratorResult<Chunk, unknown> = await chunks.next()
    if (next.done === true) return rows
    rows += next.value.rowCount
  }
}
