import { clickhouseEngine as engine } from '../../warehouse/engines/clickhouse.ts'
import type { CursorEngine } from '../cursor-engine.ts'

/** The engine of ClickHouse. */
export const clickhouseEngine: CursorEngine = {
  ...engine,
  timeType: "Nullable(DateTime64(6, 'UTC'))",
  timeTypes: [
    { type: "DateTime('UTC')" },
    { type: "Nullable(DateTime64(3, 'UTC'))" },
    { type: 'Date32', isDate: true },
    { type: 'Date', isDate: true },
  ],
  textType: 'String',
  integerType: 'Int64',
}
