import { ExactNumber } from '@revetl/sdk'
import type { UnfitValue } from '@revetl/testkit/sql-suite'

// column type, type of the value, a value that Postgres would otherwise change in silence
const losses: readonly UnfitValue[] = [
  ['numeric(10,2)', 'decimal', new ExactNumber('1.005')],
  ['cents', 'decimal', new ExactNumber('1.005')],
  ['int', 'decimal', new ExactNumber('1.5')],
  ['int', 'number', 0.5],
  ['money', 'decimal', new ExactNumber('1.005')],
  ['date', 'timestamp', '2026-01-31T13:05:00'],
  ['date', 'string', '2026-01-31 13:05'],
  ['time', 'timestamp', '2026-01-31T13:05:00'],
  ['timestamp', 'timestamp', '2026-01-31T13:05:00.123456789'],
  ['timestamptz', 'timestamptz', '2026-01-31T13:05:00.1234567Z'],
  ['timestamp(0)', 'timestamp', '2026-01-31T13:05:00.5'],
  ['time(3)', 'time', '13:05:00.1234'],
  ['interval', 'interval', 'PT0.1234567S'],
  ['interval(0)', 'interval', 'PT0.5S'],
  ['varchar(3)', 'string', 'abc '],
  ['char(3)', 'string', 'abcd'],
  ['name', 'string', 'n'.repeat(64)],
]

// column type, type of the value, a value that Postgres refuses
const refusals: readonly UnfitValue[] = [
  ['int', 'string', 'abc'],
  ['int', 'integer', 2_147_483_648],
  ['bigint', 'integer', new ExactNumber('9223372036854775808')],
  ['numeric(5,2)', 'decimal', 1000],
  ['float8', 'number', new ExactNumber('1e400')],
  ['float8', 'number', new ExactNumber('1e-400')],
  ['text', 'string', 'a\0b'],
  ['jsonb', 'json', { a: '\0' }],
  ['text', 'string', '\ud800'],
  ['uuid', 'string', 'x'],
  ['date', 'date', '2026-02-30'],
  ['mood', 'string', 'angry'],
  ['positive', 'integer', 0],
  ['bytea', 'bytes', '*'],
  ['int[]', 'json', [1, 'x']],
  ['int', 'boolean', true],
]

/** Values that a column would not keep as they are. */
export const unfitValues: readonly UnfitValue[] = [...losses, ...refusals]
