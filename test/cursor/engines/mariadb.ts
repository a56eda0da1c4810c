import { mariadbEngine as engine } from '../../warehouse/engines/mariadb.ts'
import type { CursorEngine } from '../cursor-engine.ts'

/** MariaDB. */
export const mariadbEngine: CursorEngine = {
  ...engine,
  timeType: 'datetime(6)',
  timeTypes: [{ type: 'datetime' }, { type: 'date', isDate: true }],
  integerType: 'signed',
  textType: 'varchar(100)',
}
