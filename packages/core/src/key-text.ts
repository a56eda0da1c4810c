import type { ValueType } from '@revetl/sdk'
import type { SnapshotLayout } from './snapshot-layout.ts'

/** SQL of a key as the canonical JSON array of its columns, from values as the snapshot stores them. */
export function keyText(layout: Pick<SnapshotLayout, 'keys'>, values: readonly string[]): string {
  const parts = values.map((value, index) => keyJson(layout.keys[index]?.type, value))
  return `'[' || ${parts.join(" || ',' || ")} || ']'`
}

function keyJson(type: ValueType | undefined, value: string): string {
  switch (type) {
    case 'integer':
    case 'boolean':
    case 'decimal':
      return `coalesce((${value})::VARCHAR, 'null')`
    case 'number':
      // 1.0 and 1 are one key. What JSON has no number for is bad as a key and listed as text.
      return `CASE WHEN isfinite(${value}) THEN regexp_replace((${value})::VARCHAR, '\\.0$', '')
        ELSE coalesce(to_json((${value})::VARCHAR)::VARCHAR, 'null') END`
    default:
      return `coalesce(to_json(${value})::VARCHAR, 'null')`
  }
}
