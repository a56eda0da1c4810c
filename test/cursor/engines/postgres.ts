import { postgresEngine as engine } from '../../warehouse/engines/postgres.ts'
import type { CursorEngine } from '../cursor-engine.ts'

/** PostgreSQL, in a zone of its own. */
export const postgresEngine: CursorEngine = {
  ...engine,
  timeType: 'timestamptz',
  timeTypes: [{ type: 'timestamp' }, { type: 'timestamptz' }, { type: 'date', isDate: true }],
  textType: 'text',
}
