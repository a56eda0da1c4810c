import type { ChangeRow } from '../change-row.ts'
import { changesTable } from '../plan-rows.ts'
import { fieldHashOf, keyColumns } from '../snapshot-layout.ts'
import type { DiffInput } from './diff-input.ts'
import { snapshotView } from './diff-tables.ts'

/** How often each field differs from what was delivered, among changed records. */
export async function changedFieldCounts(
  input: Pick<DiffInput, 'database' | 'layout'>,
): Promise<Readonly<Record<string, number>>> {
  const { layout } = input
  if (layout.track === 'row' || layout.fields.length === 0) return {}
  const same = keyColumns(layout)
    .map((key) => `c.${key} = s.${key}`)
    .join(' AND ')
  const counts = layout.fields.map(({ column }) => {
    const now = layout.track === 'fields' ? fieldHashOf(`c.${column}`) : `c.${column}`
    return `count(*) FILTER (c.${column} IS NOT NULL AND ${now} IS DISTINCT FROM s.${column})`
  })
  const [row = []] = await input.database.rows(
    `SELECT ${counts.join(', ')} FROM ${changesTable} c JOIN ${snapshotView} s ON ${same} WHERE c.kind = 'changed' AND c.state IS NULL`,
  )
  return Object.fromEntries(
    layout.fields.flatMap(({ name }, index) => {
      const count = Number(row[index])
      return count > 0 ? [[name, count]] : []
    }),
  )
}

/** One field of a sampled change, as JSON text; `before` is known only where values are tracked. */
export interface SampledField {
  readonly name: string
  readonly before: string | undefined
  readonly after: string | undefined
}

/** A sampled change. */
export interface SampledChange {
  readonly kind: ChangeRow['kind']
  readonly key: string
  readonly fields: readonly SampledField[]
}

/** A few changes of each kind with their fields. */
export async function sampleChanges(
  input: Pick<DiffInput, 'database' | 'layout'>,
  samplesMax: number,
): Promise<readonly SampledChange[]> {
  const { layout } = input
  const same = keyColumns(layout)
    .map((key) => `c.${key} = s.${key}`)
    .join(' AND ')
  const before = layout.fields.map(({ column }) =>
    layout.track === 'values' ? `s.${column}` : 'NULL',
  )
  const after = layout.fields.map(({ column }) => `c.${column}`)
  const rows = await input.database.rows(
    `SELECT c.kind, c.key_text, ${[...before, ...after].join(', ')}
     FROM (SELECT *, row_number() OVER (PARTITION BY kind ORDER BY key_text) AS place
       FROM ${changesTable} WHERE state IS NULL) c
     LEFT JOIN ${snapshotView} s ON ${same} WHERE c.place <= ${samplesMax} ORDER BY c.kind, c.place`,
  )
  return rows.map(([kind, key, ...values]) => ({
    kind: kind as ChangeRow['kind'],
    key: String(key),
    fields: layout.fields.map(({ name }, index) => ({
      name,
      before: textOf(values[index]),
      after: textOf(values[layout.fields.length + index]),
    })),
  }))
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
