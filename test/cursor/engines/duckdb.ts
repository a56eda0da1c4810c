import { duckdbEngine as engine } from '../../warehouse/engines/duckdb.ts'
import type { CursorEngine } from '../cursor-engine.ts'

/** DuckDB, whose models the local engine reads in place. */
export const duckdbEngine: CursorEngine = {
  ...engine,
  timeType: 'TIMESTAMP',
  timeTypes: [{ type: 'TIMESTAMP' }, { type: 'TIMESTAMPTZ' }, { type: 'DATE', isDate: true }],
  textType: 'VARCHAR',
}
