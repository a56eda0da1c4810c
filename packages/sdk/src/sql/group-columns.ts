import type { Column } from '../model.ts'
import type { DiscoveredTable } from '../source.ts'

/** A column of a table, as a catalogue lists it. */
export interface ListedColumn {
  readonly path: readonly string[]
  readonly column: Column
}

/** The tables of listed columns, each where its first column stands. */
export function groupColumns(listed: Iterable<ListedColumn>): readonly DiscoveredTable[] {
  const tables = new Map<string, { path: readonly string[]; columns: Column[] }>()
  for (const { path, column } of listed) {
    const key = JSON.stringify(path)
    const table = tables.get(key) ?? { path, columns: [] }
    tables.set(key, table)
    table.columns.push(column)
  }
  return [...tables.values()]
}
