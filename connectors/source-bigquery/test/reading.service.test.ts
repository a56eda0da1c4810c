import { describeWithBigquery } from '@revetl/testkit/services/vitest'
import { expect, test } from 'vitest'
import { configOf, jobs, open, run } from './database.ts'

const sql = (text: string) => ({ kind: 'sql', sql: text }) as const
const many = sql('select x as id from unnest(generate_array(1, 40000)) as x')
const tagged = { id: 'R-17', sync: 'people of "x"', startedAt: '2026-11-27T04:00:00Z' }

await describeWithBigquery('reading from BigQuery', (bigquery) => {
  test('the job carries the run, and its cost is in the log', async () => {
    const url = await bigquery.createDatabase()
    await using source = await open(url)
    const { chunks } = await source.stream(sql('select 1 as a'), { run: tagged })
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next());
    const [job] = await jobs(url)
    expect(job?.id).toMatch(/^rev_r-17_/)
    expect(job?.labels).toEqual({ rev_run: 'r-17', rev_sync: 'people_of__x_' })
    expect(job?.cancelled).toBe(false)
    const cost = source.logs.find(({ level }) => level === 'info')
    expect(cost?.details).toMatchObject({ jobId: job?.id, cacheHit: false })
    expect(Object.keys(cost?.details ?? {})).toEqual(
      expect.arrayContaining(['bytesProcessed', 'bytesBilled', 'slotMs']),
    )
  })

  test('a reader that leaves, and a run that is stopped, cancel the job', async () => {
    const url = await bigquery.createDatabase()
    await using source = await open(url)
    const left = await source.stream(many)
    await left.chunks.next()
    await left.chunks.return({ rows: 0 })
    const abort = new AbortController()
    const { chunks } = await source.stream(many, { signal: abort.signal })
    await chunks.next()
    abort.abort(new Error('stopped'))
    await expect(chunks.next()).rejects.toMatchObject({ code: 'REV_RUN_CANCELLED' })
    expect((await jobs(url)).map(({ cancelled }) => cancelled)).toEqual([true, true])
  })

  test('describing a model starts no job', async () => {
    const url = await bigquery.createDatabase()
    await using source = await open(url)
    await source.describe(many)
    expect(await jobs(url)).toEqual([])
  })

  test('a key that is no JSON is an error of configuration that shows nothing of it', async () => {
    const { openSource } = await import('@revetl/testkit')
    const { default: definition } = await import('../src/index.ts')
    const credentials = 'private-key-0123456789'
    const config = { project: 'p', credentials }
    await using source = await openSource(definition, { config, projectPath: '.' })
    const failure = await source.check().catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'REV_CONFIG_INVALID' })
    expect(String(failure)).not.toContain('private-key')
  })

  test('tables are discovered with their types and read by name', async () => {
    const url = await bigquery.createDatabase()
    const { dataset = '' } = configOf(url)
    await run(url, 'create table `from` as select 1 as `select`, [numeric "1.5"] as l')
    await using source = await open(url)
    const { tables } = await source.discover()
    expect(tables.map(({ path, columns }) => [path, columns.map(({ type }) => type)])).toEqual([
      [
        [dataset, 'from'],
        ['integer', 'json'],
      ],
    ])
    const read = await source.read({ kind: 'table', table: [dataset, 'from'] })
    expect(read.rows).toEqual([['1', '[1.5]']])
  })
})
