// A proof has a process of its own: what another test has loaded would not be loaded again.
import { registerHooks } from 'node:module'
import { describeWithBigquery } from '@revetl/testkit/services/vitest'
import { afterAll, expect, test } from 'vitest'
import { bulkConfigOf, giveResult, open, storageRequests } from './database.ts'

const urls: string[] = []
const loaded = (name: string) => urls.some((url) => url.includes(`/${name}/`))
const hooks = registerHooks({
  load: (url, context, next) => {
    urls.push(url)
    return next(url, context)
  },
})
afterAll(() => hooks.deregister())

await describeWithBigquery('loading what the Storage Read API needs', (bigquery) => {
  test('a small result loads neither gRPC nor Arrow, a large one does', async () => {
    const url = await bigquery.createDatabase()
    const fields = [{ name: 'a', type: 'INTEGER' }]
    await giveResult(url, { fields, rows: [{ f: [{ v: '1' }] }] })
    await using source = await open(url, await bulkConfigOf(url, 'auto'))
    await source.read({ kind: 'sql', sql: 'select given' })
    expect(loaded('@connectrpc/connect-node')).toBe(false)
    expect(loaded('apache-arrow')).toBe(false)
    await giveResult(url, { fields, rows: [{ f: [{ v: '1' }] }], repeat: 20_001 })
    await source.read({ kind: 'sql', sql: 'select given' })
    expect(await storageRequests(url)).toHaveLength(2)
    expect(loaded('@connectrpc/connect-node')).toBe(true)
    expect(loaded('apache-arrow')).toBe(true)
  })
})
