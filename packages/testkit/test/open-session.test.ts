import { expect, test } from 'vitest'
import { openDestination, type OpenDestination } from '../src/index.ts'
import { codeOf } from './acme.ts'
import { emptyTable, tableFields, tables as definitionOf, type Table } from './tables.ts'

async function open(): Promise<Table & { readonly tables: OpenDestination }> {
  const table = emptyTable()
  return { ...table, tables: await openDestination(definitionOf(table), { config: {} }) }
}
const replace = { object: 'people', operation: 'replace' } as const
const types = { id: 'integer', name: 'string' } as const
const rows = [1, 2, 3].map((id) => ({ id, name: `r${id}` }))

test('opens once, writes batches and commits what was written', async () => {
  const { tables, calls, visible } = await open()
  const session = await tables.session({ ...replace, types })
  await session.write({ records: rows.slice(0, 2) })
  await session.write({ records: rows.slice(2) })
  expect(visible).toEqual([])
  await session.commit()
  expect(visible).toEqual(rows)
  expect(calls.map(([name]) => name)).toEqual(['open', 'commit'])
  expect(calls[0]?.[1]).toMatchObject({
    id: 'session-1',
    object: { name: 'people', fields: tableFields },
    operation: 'replace',
    matchOn: ['id'],
    fields: [
      { name: 'id', type: 'integer' },
      { name: 'name', type: 'string' },
    ],
  })
})

test('aborts with what it was opened with', async () => {
  const { tables, calls, visible } = await open()
  const session = await tables.session({ ...replace, types, id: 's7' })
  await session.write({ records: rows.slice(0, 1) })
  await session.abort()
  expect(visible).toEqual([])
  expect(calls.map(([name, { id }]) => `${name} ${id}`)).toEqual(['open s7', 'abort s7'])
})

test('a session keeps to the limits of a batch', async () => {
  const { tables } = await open()
  const session = await tables.session({ ...replace, types })
  expect(await codeOf(session.write({ records: rows }))).toBe('REV_USAGE')
})

test('an operation with a session is not written without one', async () => {
  const { tables } = await open()
  expect(await codeOf(tables.write({ ...replace, records: rows.slice(0, 1) }))).toBe('REV_USAGE')
})

test('an object that only the account knows is discovered when it is first used', async () => {
  const { tables, calls } = await open()
  await tables.session({ object: 'extra', operation: 'replace', types })
  expect(calls[0]?.[1].object).toEqual({
    name: 'extra',
    fields: { ...tableFields, note: { type: 'string' } },
  })
})

test('looks up what is there and leaves out what is not', async () => {
  const { tables } = await open()
  const session = await tables.session({ ...replace, types })
  await session.write({ records: rows.slice(0, 2) })
  await session.commit()
  const found = await tables.lookup({
    object: 'people',
    matchOn: ['id'],
    keys: [[2], [9]],
    fields: ['name'],
  })
  expect(found).toEqual([{ match: { id: 2 }, fields: rows[1] }])
})

test('an object that is not listed is written only where the account is open', async () => {
  for (const [isOpen, code] of [
    [true, 'no error'],
    [false, 'REV_USAGE'],
  ] as const) {
    const definition = definitionOf(emptyTable())
    const discover = async () => ({ objects: [], isOpen })
    await using tables = await openDestination({ ...definition, discover }, { config: {} })
    const opening = tables.session({ object: 'unlisted', operation: 'replace', types })
    expect(await codeOf(opening)).toBe(code)
  }
})
