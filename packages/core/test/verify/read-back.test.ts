import type { FoundRecord, LookupRequest, ValueRecord } from '@revetl/sdk'
import { expect, test } from 'vitest'
import type { CallScope } from '../../src/open-connections.ts'
import type { ComparedField } from '../../src/verify/delivered-record.ts'
import { DriftTally } from '../../src/verify/drift-tally.ts'
import { readBack } from '../../src/verify/read-back.ts'

const fields: readonly ComparedField[] = ['email', 'name'].map((name) => ({
  name,
  type: 'string',
  omitsNulls: false,
  isMasked: false,
}))
const info = { id: 'r1', sync: 'people', startedAt: '2026-01-31T13:05:00Z' }

/** Reads records back that are found by their email. */
async function read(sent: readonly ValueRecord[], found: readonly ValueRecord[]) {
  const asked: { readonly request: LookupRequest; readonly scope: CallScope }[] = []
  const tally = new DriftTally(fields)
  await readBack(
    {
      destination: {
        lookup: async (request, scope) => {
          asked.push({ request, scope })
          return found.map((record): FoundRecord => ({
            match: { email: record['email'] ?? null },
            fields: record,
          }))
        },
      },
      object: { name: 'people', fields: {} },
      matchOn: ['email'],
      fields,
      scope: { run: info, signal: new AbortController().signal },
    },
    sent.map((record, index) => ({ key: `[${index}]`, json: JSON.stringify(record) })),
    tally,
  )
  return { asked, counts: tally.counts() }
}

test('a record is found although the destination folds its match field, which is drift of that field', async () => {
  const { counts } = await read(
    [{ email: 'Ada@Example.com', name: 'Ada' }],
    [{ email: 'ada@example.com', name: 'Ada' }],
  )
  expect(counts).toMatchObject({
    differing: 1,
    missing: 0,
    fields: [{ field: 'email', normalised: 1 }],
  })
})

test('where two records differ by case alone each is compared with its own', async () => {
  const two = [
    { email: 'Ada@example.com', name: 'one' },
    { email: 'ada@example.com', name: 'other' },
  ]
  for (const found of [two, two.toReversed()]) {
    expect((await read(two, found)).counts).toMatchObject({ equal: 2, differing: 0 })
  }
})

test('a record without a match value is not looked for', async () => {
  const { asked, counts } = await read([{ name: 'Ada' }, { email: null, name: 'Bo' }], [])
  expect(asked).toEqual([])
  expect(counts).toMatchObject({ checked: 0, unmatched: 2 })
})

test('a lookup asks for the compared fields, and only reads', async () => {
  const { asked, counts } = await read([{ email: 'a' }, { email: 'b' }, { name: 'none' }], [])
  expect(asked).toMatchObject([
    {
      request: { keys: [['a'], ['b']], fields: ['email', 'name'] },
      scope: { isReadOnly: true, records: 2 },
    },
  ])
  expect(counts).toMatchObject({ missing: 2, unmatched: 1, missingKeys: [[0], [1]] })
})

test('a field that no record gives back is told, and is no drift; one that some give is', async () => {
  const sent = [
    { email: 'a', name: 'Ada' },
    { email: 'b', name: 'Bo' },
  ]
  const none = await read(sent, [{ email: 'a' }, { email: 'b' }])
  expect(none.counts).toMatchObject({
    equal: 2,
    differing: 0,
    fieldsCompared: ['email'],
    fieldsAbsent: ['name'],
  })
  const nothing = sent.map((record) => ({ ...record, name: null }))
  expect((await read(nothing, [{ email: 'a' }, { email: 'b' }])).counts).toMatchObject({
    equal: 2,
    fieldsAbsent: [],
  })
  const some = await read(sent, [{ email: 'a', name: 'Ada' }, { email: 'b' }])
  expect(some.counts).toMatchObject({
    equal: 1,
    differing: 1,
    fieldsCompared: ['email', 'name'],
    fieldsAbsent: [],
    fields: [{ field: 'name', different: 1, examples: [{ sent: 'Bo', found: null }] }],
  })
})

test('examples and keys are the first few, and every one is counted', async () => {
  const many = Array.from({ length: 50 }, (_, index) => ({ email: `e${index}`, name: `n${index}` }))
  const spoiled = many.slice(0, 30).map((record) => ({ ...record, name: 'x' }))
  const { counts } = await read(many, spoiled)
  expect(counts).toMatchObject({ checked: 50, differing: 30, missing: 20 })
  expect(counts.missingKeys).toHaveLength(10)
  expect(counts.fields).toMatchObject([{ field: 'name', different: 30 }])
  expect(counts.fields[0]?.examples).toHaveLength(3)
})
