import { ExactNumber } from '@revetl/sdk'
import { describe, expect, test } from 'vitest'
import { openSheets } from './open-sheets.ts'
import type { Workbook } from './simulator/workbook.ts'

const tabs = { people: ['id', 'name'] }
const people = { object: 'people', matchOn: ['id'] } as const
const ada = { id: 1, name: 'Ada' }
const ben = { id: 2, name: 'Ben' }
const cleo = { id: 3, name: 'Cleo' }

const text = (stringValue: string) => ({ userEnteredValue: { stringValue } })
const rowsOf = ({ sheets }: Workbook) => sheets[0]?.rows ?? []

const insertRow = ({ sheets }: Workbook) => void sheets[0]?.rows.splice(1, 0, [text('new')])

describe('rows that are found by a column', () => {
  test('are added behind the others and updated where they stand, whatever people have sorted', async () => {
    await using pair = await openSheets({ tabs })
    const { sheets, simulator } = pair
    await sheets.write({ ...people, operation: 'upsert', records: [ada, ben] })
    const rows = rowsOf(simulator.workbook())
    rows.push(rows.splice(1, 1)[0] ?? [])
    const outcomes = await sheets.write({
      ...people,
      operation: 'upsert',
      records: [{ ...ada, name: 'Ada L.' }, cleo],
    })
    expect(outcomes).toMatchObject([{ effect: 'updated' }, { effect: 'created' }])
    expect(simulator.rows('people').slice(1)).toEqual([
      [2, 'Ben'],
      [1, 'Ada L.'],
      [3, 'Cleo'],
    ])
  })

  test('keep what people wrote into columns that are not mapped, formulas too', async () => {
    await using pair = await openSheets({ tabs: { people: ['id', 'note', 'name'] } })
    const { sheets, simulator } = pair
    await sheets.write({ ...people, operation: 'upsert', records: [ada] })
    const [, row = []] = rowsOf(simulator.workbook())
    row[1] = { userEnteredValue: { formulaValue: '=1+1' } }
    await sheets.write({ ...people, operation: 'upsert', records: [{ ...ada, name: 'Ada L.' }] })
    const [, after = []] = rowsOf(simulator.workbook())
    expect(after[1]).toEqual({ userEnteredValue: { formulaValue: '=1+1' } })
    expect(after[2]).toEqual(text('Ada L.'))
  })

  test('are found by several columns together', async () => {
    await using pair = await openSheets({ tabs: { people: ['region', 'id', 'name'] } })
    const { sheets, simulator } = pair
    const both = { object: 'people', operation: 'upsert', matchOn: ['region', 'id'] } as const
    await sheets.write({
      ...both,
      records: [
        { region: 'eu', ...ada },
        { region: 'us', ...ada },
      ],
    })
    const records = [{ region: 'us', id: 1, name: 'Other' }]
    expect(await sheets.write({ ...both, records })).toMatchObject([{ effect: 'updated' }])
    expect(simulator.rows('people').slice(1)).toEqual([
      ['eu', 1, 'Ada'],
      ['us', 1, 'Other'],
    ])
  })

  test('are found by numbers beyond a double, which are kept as texts', async () => {
    await using pair = await openSheets({ tabs })
    const id = new ExactNumber('9007199254740993')
    const write = { ...people, operation: 'upsert', records: [{ id, name: 'Big' }] } as const
    expect(await pair.sheets.write(write)).toMatchObject([{ effect: 'created' }])
    expect(await pair.sheets.write(write)).toMatchObject([{ effect: 'updated' }])
    expect(pair.simulator.rows('people')[1]).toEqual(['9007199254740993', 'Big'])
  })

  test('with one key twice are left alone, and the record says where they are', async () => {
    await using pair = await openSheets({ tabs })
    const { sheets, simulator } = pair
    await sheets.write({ ...people, operation: 'upsert', records: [ada, ben] })
    const rows = rowsOf(simulator.workbook())
    rows.push(structuredClone(rows[1] ?? []))
    for (const operation of ['upsert', 'update', 'delete'] as const) {
      expect(await sheets.write({ ...people, operation, records: [ada, ben] })).toMatchObject([
        {
          status: 'rejected',
          code: 'REV_RECORD_CONFLICT',
          message: expect.stringMatching(/2.*4|2.*3/),
        },
        { status: 'ok' },
      ])
    }
  })

  test('are updated only where they are, and created only where they are not', async () => {
    await using pair = await openSheets({ tabs })
    const { sheets, simulator } = pair
    await sheets.write({ ...people, operation: 'upsert', records: [ada] })
    const records = [{ ...ada, name: 'Other' }, ben]
    expect(await sheets.write({ ...people, operation: 'update', records })).toMatchObject([
      { effect: 'updated' },
      { status: 'skipped', reason: 'no-match' },
    ])
    expect(await sheets.write({ ...people, operation: 'create', records })).toMatchObject([
      { status: 'skipped', reason: 'exists' },
      { effect: 'created' },
    ])
    expect(simulator.rows('people')).toHaveLength(3)
  })

  test('are deleted from the bottom upwards with one request, neighbours together', async () => {
    await using pair = await openSheets({ tabs })
    const { sheets, simulator } = pair
    const records = [1, 2, 3, 4, 5, 6].map((id) => ({ id, name: `n${id}` }))
    await sheets.write({ ...people, operation: 'upsert', records })
    const sent: unknown[] = []
    simulator.watch(({ request }) => request.method === 'POST' && sent.push(request.json))
    const gone = [{ id: 2 }, { id: 6 }, { id: 3 }]
    const outcomes = await sheets.write({ ...people, operation: 'delete', records: gone })
    expect(outcomes).toMatchObject([
      { effect: 'deleted' },
      { effect: 'deleted' },
      { effect: 'deleted' },
    ])
    expect(sent).toHaveLength(1)
    expect(sent[0]).toMatchObject({
      requests: [
        { deleteDimension: { range: { startIndex: 6, endIndex: 7 } } },
        { deleteDimension: { range: { startIndex: 2, endIndex: 4 } } },
      ],
    })
    expect(simulator.rows('people').map(([id]) => id)).toEqual(['id', 1, 4, 5])
  })

  test('can all be deleted, although a frozen header alone is not allowed to stay', async () => {
    await using pair = await openSheets({ tabs })
    const { sheets, simulator } = pair
    await sheets.write({ ...people, operation: 'upsert', records: [ada, ben] })
    Object.assign(simulator.tab('people'), { rowCount: 3, frozenRowCount: 1 })
    const records = [{ id: 1 }, { id: 2 }]
    expect(await sheets.write({ ...people, operation: 'delete', records })).toMatchObject([
      { effect: 'deleted' },
      { effect: 'deleted' },
    ])
    expect(simulator.rows('people')).toEqual([['id', 'name']])
  })

  test('grow the grid where it ends', async () => {
    await using pair = await openSheets({ tabs })
    Object.assign(pair.simulator.tab('people'), { rowCount: 1 })
    const records = [ada, ben]
    const outcomes = await pair.sheets.write({ ...people, operation: 'upsert', records })
    expect(outcomes.map(({ status }) => status)).toEqual(['ok', 'ok'])
  })
})

describe('rows that somebody moves between the look and the write', () => {
  test('make an update unknown and tell of it, and the next try finds them', async () => {
    let isMoving = false
    const beforeUpdate = (workbook: Workbook) => {
      if (isMoving) insertRow(workbook)
      isMoving = false
    }
    await using pair = await openSheets({ tabs, beforeUpdate })
    const { sheets, simulator } = pair
    await sheets.write({ ...people, operation: 'upsert', records: [ada, ben] })
    isMoving = true
    const update = { ...people, operation: 'upsert', records: [{ ...ben, name: 'Benny' }] } as const
    expect(await sheets.write(update)).toMatchObject([{ status: 'unknown' }])
    expect(sheets.logs).toMatchObject([{ message: expect.stringContaining('row 3') }])
    // Key cells are never written over: each key still stands once.
    expect(simulator.rows('people').map(([id]) => id)).toEqual(['id', 'new', 1, 2])
    expect(await sheets.write(update)).toMatchObject([{ effect: 'updated' }])
    expect(simulator.rows('people')[3]).toEqual([2, 'Benny'])
  })

  test('make a delete unknown and tell of it', async () => {
    let isMoving = false
    const beforeUpdate = (workbook: Workbook) => isMoving && insertRow(workbook)
    await using pair = await openSheets({ tabs, beforeUpdate })
    const { sheets } = pair
    await sheets.write({ ...people, operation: 'upsert', records: [ada, ben, cleo] })
    isMoving = true
    for (const { id } of [ben, cleo]) {
      const outcomes = await sheets.write({ ...people, operation: 'delete', records: [{ id }] })
      expect(outcomes).toMatchObject([{ status: 'unknown' }])
    }
    expect(sheets.logs.map(({ level }) => level)).toEqual(['warn', 'warn'])
  })

  test('leave rows alone that are only added', async () => {
    await using pair = await openSheets({ tabs, beforeUpdate: insertRow })
    const outcomes = await pair.sheets.write({
      ...people,
      operation: 'upsert',
      records: [ada, ben],
    })
    expect(outcomes).toMatchObject([{ effect: 'created' }, { effect: 'created' }])
  })
})

describe('the first row', () => {
  test('is written where the tab is empty, and gets a column for a new field', async () => {
    await using pair = await openSheets({ tabs: { people: [] } })
    const { sheets, simulator } = pair
    await sheets.write({ ...people, operation: 'upsert', records: [ada] })
    await sheets.write({ ...people, operation: 'upsert', records: [{ ...ada, town: 'Ulm' }] })
    expect(simulator.rows('people')).toEqual([
      ['id', 'name', 'town'],
      [1, 'Ada', 'Ulm'],
    ])
  })

  test('gets its new column before what people wrote behind the last name', async () => {
    await using pair = await openSheets({ tabs })
    const { sheets, simulator } = pair
    await sheets.write({ ...people, operation: 'upsert', records: [ada] })
    const [, row = []] = rowsOf(simulator.workbook())
    row[2] = text('a note without a name')
    await sheets.write({ ...people, operation: 'upsert', records: [{ ...ada, town: 'Ulm' }] })
    expect(simulator.rows('people')[1]).toEqual([1, 'Ada', 'Ulm', 'a note without a name'])
  })

  test('gets its new column behind one that a person has added meanwhile', async () => {
    await using pair = await openSheets({ tabs })
    const { sheets, simulator } = pair
    Object.assign(simulator.tab('people'), { columnCount: 2 })
    await sheets.write({ ...people, operation: 'upsert', records: [ada] })
    const [header = [], row = []] = rowsOf(simulator.workbook())
    header[2] = text('theirs')
    row[3] = text('a note')
    Object.assign(simulator.tab('people'), { columnCount: 4 })
    await sheets.write({ ...people, operation: 'upsert', records: [{ ...ada, town: 'Ulm' }] })
    expect(simulator.rows('people')).toEqual([
      ['id', 'name', 'theirs', 'town'],
      [1, 'Ada', '', 'Ulm', 'a note'],
    ])
  })

  test('gets its new columns where the grid ends', async () => {
    await using pair = await openSheets({ tabs })
    Object.assign(pair.simulator.tab('people'), { columnCount: 2 })
    const records = [{ ...ada, town: 'Ulm', score: 1 }]
    await pair.sheets.write({ ...people, operation: 'upsert', records })
    expect(pair.simulator.rows('people')[1]).toEqual([1, 'Ada', 'Ulm', 1])
  })

  test('gets no column where that is switched off', async () => {
    await using pair = await openSheets({ tabs }, { addColumns: false })
    const records = [{ ...ada, town: 'Ulm' }]
    await expect(pair.sheets.write({ ...people, operation: 'upsert', records })).rejects.toThrow(
      /first row has no town/,
    )
    expect(pair.simulator.log).toEqual([])
  })

  test.each([
    ['no key column', ['name'], 'has no id'],
    ['the key column twice', ['id', 'name', 'id'], 'two columns are called id'],
    ['another column twice', ['id', 'name', 'name'], 'two columns are called name'],
  ])('with %s is refused before anything is written', async (_what, header, message) => {
    await using pair = await openSheets({ tabs: { people: header } })
    await expect(
      pair.sheets.write({ ...people, operation: 'upsert', records: [ada] }),
    ).rejects.toThrow(
      expect.objectContaining({
        delivery: 'not-applied',
        message: expect.stringContaining(message),
      }),
    )
    expect(pair.simulator.log).toEqual([])
  })

  test('that is empty above other rows is refused', async () => {
    await using pair = await openSheets({ tabs: { people: [] } })
    rowsOf(pair.simulator.workbook()).push([], [text('a title')])
    await expect(
      pair.sheets.write({ ...people, operation: 'upsert', records: [ada] }),
    ).rejects.toThrow(/first row is empty/)
  })

  test('is looked at again in each batch: a column that was moved is followed', async () => {
    await using pair = await openSheets({ tabs })
    const { sheets, simulator } = pair
    await sheets.write({ ...people, operation: 'upsert', records: [ada] })
    for (const row of rowsOf(simulator.workbook())) row.reverse()
    expect(
      await sheets.write({ ...people, operation: 'upsert', records: [{ ...ada, name: 'Ada L.' }] }),
    ).toMatchObject([{ effect: 'updated' }])
    expect(simulator.rows('people')).toEqual([
      ['name', 'id'],
      ['Ada L.', 1],
    ])
  })
})

test('a sync without match fields is told to name them', async () => {
  await using pair = await openSheets({ tabs })
  const write = pair.sheets.write({ object: 'people', operation: 'upsert', records: [ada] })
  await expect(write).rejects.toThrow(
    expect.objectContaining({ hint: expect.stringContaining('match') }),
  )
})

test('a tab that is not there is made only where that is allowed', async () => {
  const records = [ada]
  const write = { object: "Bob's", operation: 'upsert', matchOn: ['id'], records } as const
  await using open = await openSheets({ tabs }, { createTabs: true })
  const asked = { object: "Bob's", matchOn: ['id'], keys: [[1]], fields: ['name'] }
  expect(await open.sheets.lookup(asked)).toEqual([])
  expect(open.simulator.workbook().sheets).toHaveLength(1)
  await open.sheets.write(write)
  expect(open.simulator.rows("Bob's")).toEqual([
    ['id', 'name'],
    [1, 'Ada'],
  ])
  await using closed = await openSheets({ tabs })
  await expect(closed.sheets.write(write)).rejects.toThrow(/Bob's/)
})
