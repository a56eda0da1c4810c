import type { Column, PushdownModel } from '@revetl/sdk'
import { dropTableSql, scratchTable, stageTableSql } from '@revetl/sdk/sql'
import { skip, type SourceCheck } from '../check.ts'
import { expectSame, expectThat } from '../check-failure.ts'
import type { OpenPushdown, OpenSource } from '../../../open-source.ts'

const schema = 'rev_conformance'

/** What a source promises whose database compares. */
export const pushdownChecks: readonly SourceCheck[] = [
  {
    id: 'R18',
    title:
      'what is compared inside the database is what a read gives, and another row has another fingerprint',
    level: 'M',
    severity: 'must',
    about: 'model',
    run: async (trial) => {
      const { models } = await trial.source()
      const source = await trial.openSource()
      const { pushdown } = source
      if (pushdown === undefined) return skip('its database cannot compare')
      await pushdown.prepare(schema)
      // A schema that is there already is one to use.
      await pushdown.prepare(schema)
      for (const { name, model, rows, columns } of models) {
        trial.journal.note(`stage ${name}`)
        const names = columns.map((column) => column.name)
        const keys = names.slice(0, 1)
        const parts = await pushdown.model({ model, keys, columns: names, salt: 'one' })
        const other = await pushdown.model({ model, keys, columns: names, salt: 'two' })
        const staged = await stagedRows({ source, pushdown }, parts, other)
        const texts = staged.map((row) => row.slice(0, names.length))
        const read = sorted(rows.map((row) => comparable(row, columns)))
        const pushed = sorted(texts.map((row) => comparable(row, columns)))
        expectSame(pushed, read, `the texts of ${name}`)
        const isReadable = staged.every((row) => row.at(-1) === null)
        expectThat(isReadable, 'no row that a read would refuse', 'one')
        const prints = staged.map((row) => digits(row[names.length]))
        const isPrint = prints.every((print) => /^[0-9a-f]{32}$/i.test(print))
        expectThat(isPrint, 'fingerprints of 32 hexadecimal digits', prints[0])
        const wanted = new Set(rows.map((row) => JSON.stringify(row))).size
        expectSame(new Set(prints).size, wanted, `fingerprints of ${wanted} rows`)
        const salted = staged.map((row) => digits(row[names.length + 1]))
        const isSalted = salted.every((print) => !prints.includes(print))
        expectThat(isSalted, 'other fingerprints with another salt', 'the same')
      }
      return undefined
    },
  },
]

type Row = readonly (string | null)[]

/** The rows of a model as a scratch table has them: its texts, and its fingerprint with either salt. */
async function stagedRows(
  { source, pushdown }: { readonly source: OpenSource; readonly pushdown: OpenPushdown },
  parts: PushdownModel,
  other: PushdownModel,
): Promise<readonly Row[]> {
  const scratch = { dialect: pushdown.dialect, schema }
  const { text, print } = pushdown.dialect.types
  const names = parts.texts.map((_text, index) => `t${index}`)
  const columns = [
    ...names.map((name) => ({ name, type: text })),
    ...['p0', 'p1'].map((name) => ({ name, type: print, isKey: true })),
    { name: 'why', type: text },
  ]
  const texts = parts.texts.map((sql, index) => `${sql} AS ${names[index]}`)
  const prints = [`${parts.print} AS p0`, `${other.print} AS p1`]
  const list = [...texts, ...prints, `${parts.refusal ?? 'NULL'} AS why`].join(', ')
  const select = `SELECT ${list} FROM ${parts.from} ${pushdown.dialect.fence}`
  await pushdown.execute(stageTableSql(scratch, { name: 'stage', columns }, select))
  const taken = columns.map(({ name }) => name).join(', ')
  const staged = `SELECT ${taken} FROM ${scratchTable(scratch, 'stage')}`
  const { rows } = await source.read({ kind: 'sql', sql: staged })
  await pushdown.execute([dropTableSql(scratch, 'stage')])
  return rows
}

/** A number may be written in any way. */
function comparable(row: Row, columns: readonly Pick<Column, 'type'>[]): Row {
  return row.map((text, index) => {
    const isNumber = columns[index]?.type === 'number' && text !== null
    return isNumber ? String(Number(text)) : text
  })
}

function digits(print: string | null | undefined): string {
  return (print ?? '').replaceAll('-', '')
}

function sorted(rows: readonly Row[]): readonly string[] {
  return rows.map((row) => JSON.stringify(row)).toSorted()
}
