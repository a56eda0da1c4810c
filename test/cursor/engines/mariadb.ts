import { mariadbEngine as engine } from '../../warehouse/engines/mariadb.ts'
import type { CursorEngine } from '../cursor-engine.ts'

/** MariaDB. */
export const mariadbEngine: CursorEngine = {
  ...engine,
  timeType: 'datetime(6)',
  textType: 'varchar(100)',
}
