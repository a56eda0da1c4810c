import type { FoundRecord, LookupRequest, RunContext, Value } from '@revetl/sdk'
import { contentText } from '../cells/cell.ts'
import type { Config } from '../config.ts'
import { findTab } from '../tab/read-tab.ts'
import { readRows } from './read-rows.ts'
import { keyText, rowsByKey } from './row-keys.ts'

/** Reads rows back by their keys; only the columns that are asked for are read. */
export async function lookupRows(
  { object, matchOn, keys, fields }: LookupRequest,
  ctx: RunContext<Config>,
): Promise<readonly FoundRecord[]> {
  // What is asked before a write must not make the tab.
  if ((await findTab(ctx, object.name)) === undefined) return []
  const others = fields.filter((name) => !matchOn.includes(name))
  const read = await readRows(ctx, object.name, matchOn, others)
  const byKey = rowsByKey(read.keys)
  const valueAt = (name: string, row: number): Value => {
    const content = read.columns.get(name)?.[row]
    return content === undefined || content === '' ? null : content
  }
  return keys.flatMap((key) => {
    const rows = byKey.get(keyText(key.map(contentText))) ?? []
    return rows.map((row) => ({
      match: Object.fromEntries(matchOn.map((name, index) => [name, key[index] ?? null])),
      fields: Object.fromEntries(fields.map((name) => [name, valueAt(name, row)])),
    }))
  })
}
