import type { Batch, Change } from '@revetl/sdk'
import { cellText, toCell } from '../cells/cell.ts'
import type { Config } from '../config.ts'

/** The key of a row as one text; an empty one where no cell of it says anything. */
export function keyText(texts: readonly string[]): string {
  return texts.every((text) => text === '') ? '' : JSON.stringify(texts)
}

/** The key of a change, as its row would show it. */
export function keyOfChange(change: Change, batch: Batch, config: Config): string {
  return keyText(
    batch.matchOn.map((name) => {
      const field = batch.fields.find((one) => one.name === name)
      return cellText(
        toCell(change.fields[name] ?? null, field ?? { name, type: 'string' }, config),
      )
    }),
  )
}

/** Keys by row, from 0: the first one is the header. */
export function keysByRow(columns: readonly (readonly string[])[]): readonly string[] {
  const length = Math.max(0, ...columns.map((column) => column.length))
  return Array.from({ length }, (_, row) => keyText(columns.map((column) => column[row] ?? '')))
}

/** The rows of each key; the header is none. */
export function rowsByKey(keys: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const rows = [...keys.keys()].slice(1).filter((row) => keys[row] !== '')
  return Map.groupBy(rows, (row) => keys[row] ?? '')
}
