import { openSource, type OpenSource } from '@revetl/testkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import definition from '../src/index.ts'
import { startTemplate, type TemplateSimulator } from './simulator.ts'

let simulator: TemplateSimulator
let crm: OpenSource

const columns = [{ name: 'id', type: 'integer' }]
const rows = Array.from({ length: 2500 }, (_, id) => [id])
const people = { kind: 'table', table: ['people'] } as const
const open = (apiKey: string) =>
  openSource(definition, {
    config: { apiKey, baseUrl: simulator.url },
    projectPath: import.meta.dirname,
    egressAllow: ['127.0.0.1/32'],
  })

beforeEach(async () => {
  simulator = await startTemplate({ people: { columns, rows } })
  crm = await open('simulated-key')
})
afterEach(async () => {
  await crm[Symbol.asyncDispose]()
  await simulator[Symbol.asyncDispose]()
})

test('names the account of the key', async () => {
  expect(await crm.check()).toEqual({ account: { id: 'account-1' } })
})

test('refuses a key that is not good', async () => {
  await using stranger = await open('another-key')
  await expect(stranger.check()).rejects.toThrow(
    expect.objectContaining({ code: 'REV_AUTH_INVALID' }),
  )
})

test('discovers the tables of every page', async () => {
  for (let n = 0; n < 250; n += 1) simulator.tables.set(`table ${n}`, { columns, rows: [] })
  const { tables } = await crm.discover()
  expect(tables.map(({ path }) => path.join('.'))).toEqual([...simulator.tables.keys()])
})

test('reads a table to its last row, and a preview no further than it has to', async () => {
  expect((await crm.read(people)).rows.length).toBe(2500)
  const before = simulator.requestCount
  expect((await crm.read(people, { rowsMax: 1200 })).rows.length).toBe(1200)
  expect(simulator.requestCount - before).toBe(3)
})

test('fails where the pages end before the rows that were counted', async () => {
  const text = JSON.stringify({ rows: [[0]], next: null, total: 2500 })
  simulator.faults.next({ kind: 'body', text, contentType: 'application/json' }, { after: 1 })
  await expect(crm.read(people)).rejects.toThrow(
    expect.objectContaining({ code: 'REV_READ_INCOMPLETE' }),
  )
})

test('fails where a column goes away between two pages', async () => {
  const { chunks } = await crm.stream(people)
  await chunks.next()
  simulator.tables.set('people', { columns: [], rows: [] })
  await expect(chunks.next()).rejects.toThrow(expect.objectContaining({ code: 'REV_READ_FAILED' }))
})
