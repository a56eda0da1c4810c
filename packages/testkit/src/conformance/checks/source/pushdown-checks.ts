import type { ModelQuery, PushdownModel } from '@revetl/sdk'
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
        expectSame(sorted(texts), sorted(rows), `the texts of ${name}`)
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
  const { dialect } = pushdown
  const quoted = (name: string) => `${dialect.quote}${name}${dialect.quote}`
  const table =
    dialect.scratch === 'schema'
      ? `${quoted(schema)}.${quoted('stage')}`
      : quoted(`${schema}_stage`)
  const texts = parts.texts.map((text, index) => `${text} AS t${index}`)
  const select = `SELECT ${[...texts, `${parts.print} AS p0`, `${other.print} AS p1`].join(', ')} FROM ${parts.from} ${dialect.fence}`
  const fill = (template: string) =>
    template.replaceAll(/\{(table|select)\}/g, (_all, part) => (part === 'table' ? table : select))
  const analyzed = dialect.analyze === '' ? [] : [fill(dialect.analyze)]
  const drop = `DROP TABLE IF EXISTS ${table}`
  await pushdown.execute([drop, fill(dialect.stageTable), ...analyzed])
  const staged: ModelQuery = { kind: 'sql', sql: `SELECT * FROM ${table}` }
  const { rows } = await source.read(staged)
  await pushdown.execute([drop])
  return rows
}

function digits(print: string | null | undefined): string {
  return (print ?? '').replaceAll('-', '')
}

function sorted(rows: readonly Row[]): readonly string[] {
  return rows.map((row) => JSON.stringify(row)).toSorted()
}
