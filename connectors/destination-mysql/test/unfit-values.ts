import { ExactNumber } from '@revetl/sdk'
import type { UnfitValue } from '@revetl/testkit/sql-suite'

// column type, type of the value, a value that MySQL would otherwise change, most of them without a word
const losses: readonly UnfitValue[] = [
  ['decimal(10,2)', 'decimal', new ExactNumber('1.005')],
  ['int', 'decimal', new ExactNumber('1.5')],
  ['int', 'number', 0.5],
  ['int', 'number', 1e-7],
  ['date', 'timestamp', '2026-01-31T13:05:00'],
  ['time', 'timestamp', '2026-01-31T13:05:00'],
  ['datetime(6)', 'timestamp', '2026-01-31T13:05:00.123456789'],
  ['timestamp(6) null', 'timestamptz', '2026-01-31T13:05:00.1234567Z'],
  ['datetime', 'timestamp', '2026-01-31T13:05:00.5'],
  ['time(3)', 'time', '13:05:00.1234'],
  ['time', 'interval', 'PT0.5S'],
  ['varchar(3)', 'string', 'abc '],
  ['char(3)', 'string', 'abcd'],
  ['varbinary(2)', 'bytes', 'AQID'],
  ['tinytext', 'string', 'x'.repeat(256)],
  ['varchar(10) character set latin1', 'string', '👩‍💻'],
  ['double', 'number', new ExactNumber('1e-400')],
]

// column type, type of the value, a value that MySQL refuses
const refusals: readonly UnfitValue[] = [
  ['int', 'string', 'abc'],
  ['int', 'string', ''],
  ['int', 'integer', 2_147_483_648],
  ['tinyint unsigned', 'integer', -1],
  ['bigint', 'integer', new ExactNumber('9223372036854775808')],
  ['decimal(5,2)', 'decimal', 1000],
  ['double', 'number', new ExactNumber('1e400')],
  ['varchar(10)', 'string', '\ud800'],
  ['date', 'date', '2026-02-30'],
  ['datetime', 'string', 'today'],
  ['time', 'string', '839:00:00'],
  ['time', 'interval', 'P1Y'],
  ['year', 'integer', 1800],
  ['year', 'integer', 70],
  ["enum('sad', 'ok')", 'string', 'angry'],
  ["set('x', 'y')", 'string', 'x,z'],
  ['bit(1)', 'integer', 2],
  ['blob', 'bytes', '*'],
  ['json', 'string', '{'],
]

/** Values that a column would not keep as they are. */
export const unfitValues: readonly UnfitValue[] = [...losses, ...refusals]
