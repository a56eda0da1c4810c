import { isRevError } from '@revetl/sdk'
import { seededRandom } from '@revetl/testkit/simulator'
import { describeWithPostgres } from '@revetl/testkit/services/vitest'
import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { quoteIdentifier } from '../src/quote-identifier.ts'

// Pieces that end a name or a statement in one dialect or another, between ordinary characters.
const pieces = [
  ['"', '""', '\\"', "'", "''", '`', '[', ']', ';', '--', '/*', '*/', '$$', '$1', '?', ':a', '\n'],
  ['\\', '%', '.', '..', '@', '{', '}', '(', ')', ',', ' ', '\u00a0', '\u2028', '\u201c', '＂'],
  ['; DROP TABLE canary;--', '" FROM canary; DELETE FROM canary; --', "' OR 1=1 --"],
  ['a', 'Z', '0', 'é', '😀', 'x'.repeat(30), 'x'.repeat(63), '\0', '\ud800'],
].flat()
const namesMax = 10_000
const perStatement = 200

function makeNames(): string[] {
  const random = seededRandom(1)
  const pick = () => pieces[Math.floor(random() * pieces.length)] ?? ''
  return Array.from({ length: namesMax }, () =>
    Array.from({ length: 1 + Math.floor(random() * 8) }, pick).join(''),
  )
}

function canBeNamed(name: string): boolean {
  const bytes = Buffer.byteLength(name)
  return bytes >= 1 && bytes <= 63 && !name.includes('\0') && name.isWellFormed()
}

function quoteOrNothing(name: string): string | undefined {
  try {
    return quoteIdentifier(name)
  } catch (error) {
    if (isRevError(error) && error.code === 'REV_CONFIG_REFERENCE') return undefined
    throw error
  }
}

await describeWithPostgres('a name', (postgres) => {
  test('of ten thousand hostile ones is itself or refused, and nothing that it says runs', async () => {
    const client = new Client({ connectionString: await postgres.createDatabase() })
    await client.connect()
    onTestFinished(() => client.end())
    await client.query('create table canary as select 42 as value')
    const names = makeNames()
    const quoted = names.map(quoteOrNothing)
    expect(quoted.map((text) => text !== undefined)).toEqual(names.map(canBeNamed))
    const good = names.filter(canBeNamed)
    expect(good.length).toBeGreaterThan(5000)
    for (let start = 0; start < good.length; start += perStatement) {
      const some = good.slice(start, start + perStatement)
      const { fields } = await client.query(
        `select ${some.map((name) => `1 as ${quoteIdentifier(name)}`).join(', ')}`,
      )
      expect(fields.map(({ name }) => name)).toEqual(some)
    }
    const tables = [...new Set(good)].slice(0, 300)
    for (const name of tables) {
      await client.query(`create table ${quoteIdentifier(name)} (${quoteIdentifier(name)} int)`)
    }
    const { rows } = await client.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
    )
    expect(rows.map(({ name }) => name).toSorted()).toEqual([...tables, 'canary'].toSorted())
    expect((await client.query('select value from canary')).rows).toEqual([{ value: 42 }])
  })
})
