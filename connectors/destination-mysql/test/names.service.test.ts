import { describeWithMariadb } from '@revetl/testkit/services/vitest'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { open, run } from './database.ts'

const quote = (text: string): string => `\`${text.replaceAll('`', '``')}\``

await describeWithMariadb('a name', (mariadb) => {
  test('of any kind is itself, and nothing that it says runs', async () => {
    const url = await mariadb.createDatabase()
    await run(url, 'create table canary (id int)', 'insert into canary values (1)')
    const letter = fc.constantFrom(...Array.from("`'\\-/* é"), 'drop table canary', 'select')
    const name = fc
      .array(letter, { minLength: 1, maxLength: 8 })
      .map((letters) => `n${letters.join('')}`.trimEnd())
    const value = fc.string({ maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(name, name, value, async (table, column, text) => {
        await run(url, `create table ${quote(table)} (id int primary key, ${quote(column)} text)`)
        try {
          await using destination = await open(url)
          const outcomes = await destination.write({
            object: table,
            operation: 'upsert',
            matchOn: ['id'],
            types: { id: 'integer', [column]: 'string' },
            records: [{ id: 1, [column]: text }],
          })
          expect(outcomes).toMatchObject([{ status: 'ok' }])
          expect(await run(url, `select ${quote(column)} as v from ${quote(table)}`)).toEqual([
            { v: text },
          ])
        } finally {
          await run(url, `drop table ${quote(table)}`)
        }
      }),
      { numRuns: 30 },
    )
    expect(await run(url, 'select id from canary')).toEqual([{ id: 1 }])
  })

  test('that MySQL cannot hold is refused', async () => {
    const url = await mariadb.createDatabase()
    await using destination = await open(url, { createTables: true })
    for (const object of ['a'.repeat(65), 'people ', 'pe\0ple', '😀']) {
      const write = destination.write({ object, operation: 'append', records: [{ id: 1 }] })
      await expect(write).rejects.toMatchObject({ code: 'REV_CONFIG_REFERENCE' })
    }
  })
})
