import { beforeAll, expect, test } from 'vitest'
import { tellOutcomes } from '../tell-outcomes.ts'
import type { SuiteParts } from './suite-parts.ts'

const first = { email: 'a@example.com', age: 5, at: '2026-01-31T13:05:00Z', more: [1] }
const types = { email: 'string', age: 'decimal', at: 'timestamptz', more: 'json' } as const
const byEmail = { object: 'made', operation: 'upsert', matchOn: ['email'] } as const

/** Which tables are found and made. */
export function defineTables({ createDatabase, open, run }: SuiteParts): void {
  let url: string
  beforeAll(async () => {
    url = await createDatabase()
  })

  test('is made once from the mapped fields where the configuration says so', async () => {
    await using destination = await open(url, { createTables: true })
    expect((await destination.discover()).isOpen).toBe(true)
    const write = (index: number) =>
      destination.write({
        ...byEmail,
        types,
        records: [{ ...first, email: `${index}@example.com` }],
      })
    const outcomes = await Promise.all([1, 2, 3, 4].map(write))
    expect(outcomes.map((some) => tellOutcomes(some)).flat()).toEqual(
      Array.from({ length: 4 }, () => 'created'),
    )
    expect(tellOutcomes(await write(4))).toEqual(['unchanged'])
  })

  test('gets columns where the configuration says so, and tells keys apart byte by byte', async () => {
    const write = async (
      options: Record<string, unknown>,
      record: typeof first & { note?: string },
    ) => {
      await using destination = await open(url, options)
      return tellOutcomes(await destination.write({ ...byEmail, records: [record] }))
    }
    await run(url, 'drop table if exists made')
    expect(await write({ createTables: true }, first)).toEqual(['created'])
    const wider = { ...first, email: 'A@example.com', age: 6, note: 'x' }
    await expect(write({}, wider)).rejects.toMatchObject({ code: 'REV_CONFIG_MAPPING' })
    expect(await write({ addColumns: true }, wider)).toEqual(['created'])
    expect(await run(url, 'select email, note from made order by age')).toEqual([
      { email: 'a@example.com', note: null },
      { email: 'A@example.com', note: 'x' },
    ])
  })
}
