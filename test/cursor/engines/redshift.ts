import { redshiftEngine as engine } from '../../warehouse/engines/redshift.ts'
import type { CursorEngine } from '../cursor-engine.ts'

/** A Postgres in the shape of Redshift. */
export const redshiftEngine: CursorEngine = {
  ...engine,
  timeType: 'timestamptz',
  timeTypes: [{ type: 'timestamp' }, { type: 'timestamptz' }, { type: 'date', isDate: true }],
  textType: 'varchar(100)',
}
