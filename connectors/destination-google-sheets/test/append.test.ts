import { expect, test } from 'vitest'
import { openSheets } from './open-sheets.ts'

const append = { object: 'events', operation: 'append' } as const
const tabs = { events: ['name', 'at'] }
const isWrite = ({ path }: { path: string }) => path.endsWith('batchUpdate')

test('rows are appended, equal ones too', async () => {
  await using pair = await openSheets({ tabs })
  const records = [{ name: 'login' }, { name: 'login' }]
  expect(await pair.sheets.write({ ...append, records })).toMatchObject([
    { effect: 'created' },
    { effect: 'created' },
  ])
  expect(pair.simulator.rows('events')).toEqual([['name', 'at'], ['login'], ['login']])
})

test.each([
  [{ kind: 'reset', when: 'after' }, 3],
  [{ kind: 'reset', when: 'before' }, 3],
  [{ kind: 'status', status: 503, when: 'after' }, 3],
] as const)(
  'a batch whose answer was lost by %j is there once when it comes again',
  async (fault, rows) => {
    await using pair = await openSheets({ tabs })
    const { sheets, simulator } = pair
    await sheets.write({ ...append, records: [{ name: 'first' }] })
    simulator.faults.next(fault, { matching: isWrite })
    const batch = { ...append, records: [{ name: 'second' }] }
    await expect(sheets.write(batch)).rejects.toThrow(
      expect.objectContaining({ delivery: 'unknown' }),
    )
    expect(await sheets.write({ ...batch, attempt: 2 })).toMatchObject([{ effect: 'created' }])
    expect(simulator.rows('events')).toHaveLength(rows)
  },
)

test('the note of the batches stays small', async () => {
  await using pair = await openSheets({ tabs })
  for (let n = 0; n < 25; n += 1) {
    await pair.sheets.write({ ...append, records: [{ name: `event ${n}` }] })
  }
  const { metadata } = pair.simulator.tab('events')
  expect(metadata).toHaveLength(1)
  expect(metadata[0]?.metadataKey).toBe('rev:append:test')
  expect(metadata[0]?.metadataValue.split(',')).toHaveLength(20)
})

test('an answer without the note is no yes', async () => {
  await using pair = await openSheets({ tabs })
  pair.simulator.faults.next({ kind: 'results', how: 'missing' }, { matching: isWrite })
  const records = [{ name: 'a' }, { name: 'b' }]
  expect(await pair.sheets.write({ ...append, records })).toMatchObject([
    { status: 'unknown' },
    { status: 'unknown' },
  ])
})
