import { expect, test } from 'vitest'
import { seededRandom } from '../simulator/random.ts'
import type { SuiteParts } from './suite-parts.ts'

// Pieces that end a name or a statement in one dialect or another, between ordinary characters.
const pieces = [
  ['"', '""', '\\"', "'", "''", '`', '``', '[', ']', ';', '--', '/*', '*/', '$$', '$1', '?', ':a'],
  ['\\', '%', '.', '@', '{', '}', '(', ')', ',', ' ', '\u00a0', '\u2028', '\u201c', '\u2019', '＂'],
  [
    'drop table canary;',
    '; drop table canary;--',
    "' or 1=1 --",
    'select',
    'a',
    'Z',
    '0',
    'é',
    '\n',
  ],
].flat()
const rounds = 40

/** That a name is itself, and nothing that it says runs. */
export function defineNames(suite: SuiteParts): void {
  const { createDatabase, open, run, sql } = suite

  test('of any kind is itself, and nothing that it says runs', async () => {
    const url = await createDatabase()
    await run(url, 'create table canary (id int)', 'insert into canary values (1)')
    const makeName = nameMaker(sql.canHold)
    for (let round = 0; round < rounds; round += 1) {
      await writeToNames(suite, url, threeNames(makeName))
    }
    expect(await run(url, 'select id from canary')).toEqual([{ id: 1 }])
  })

  test('that the server cannot hold is refused', async () => {
    const url = await createDatabase()
    await using destination = await open(url, { createTables: true })
    for (const object of ['a'.repeat(300), 'x\0y', 'a.b.c', '', '"open']) {
      const write = destination.write({ object, operation: 'append', records: [{ id: 1 }] })
      await expect(write).rejects.toMatchObject({ code: 'REV_CONFIG_REFERENCE' })
    }
  })
}

interface Names {
  readonly table: string
  readonly key: string
  readonly column: string
}

async function writeToNames({ open, run, sql }: SuiteParts, url: string, names: Names) {
  const { table, key, column } = names
  const [quotedTable, quotedKey, quotedColumn] = [table, key, column].map(sql.quote)
  const columns = `${quotedKey} int primary key, ${quotedColumn} varchar(500)`
  await run(url, `create table ${quotedTable} (${columns})`)
  await using destination = await open(url)
  const { objects } = await destination.discover()
  const found = objects.find(({ fields }) => Object.hasOwn(fields, column))
  const target = {
    object: found?.name ?? '',
    types: { [key]: 'integer', [column]: 'string' },
  } as const
  const write = (operation: 'upsert' | 'update' | 'delete', value?: string) =>
    destination.write({
      ...target,
      operation,
      records: [{ [key]: 1, ...(value === undefined ? {} : { [column]: value }) }],
    })
  expect(await write('upsert', column)).toMatchObject([{ effect: 'created' }])
  expect(await write('update', table)).toMatchObject([{ effect: 'updated' }])
  expect(await run(url, `select ${quotedColumn} as v from ${quotedTable}`)).toEqual([{ v: table }])
  expect(await write('delete')).toMatchObject([{ effect: 'deleted' }])
  await run(url, `drop table ${quotedTable}`)
}

/** Names of which none is another's in other letters, since some servers do not tell case apart. */
function threeNames(makeName: () => string): Names {
  for (;;) {
    const [table, key, column] = [makeName(), makeName(), makeName()]
    if (new Set([table, key, column].map((name) => name.toLowerCase())).size === 3) {
      return { table, key, column }
    }
  }
}

function nameMaker(canHold: (name: string) => boolean): () => string {
  const random = seededRandom(1)
  const pick = () => pieces[Math.floor(random() * pieces.length)] ?? ''
  return () => {
    for (;;) {
      const name = Array.from({ length: 1 + Math.floor(random() * 8) }, pick).join('')
      if (canHold(name)) return name
    }
  }
}
