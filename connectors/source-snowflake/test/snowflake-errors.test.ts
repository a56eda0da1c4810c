import { expect, test } from 'vitest'
import { snowflakeError } from '../src/snowflake-errors.ts'

// Statuses: https://docs.snowflake.com/en/developer-guide/sql-api/reference (read 2026-11-27). Numbers and sentences: to
// be confirmed, but for those of tokens, which the drivers of the vendor name.
test.each<[code: string, state: string, message: string, expected: string, hint: string]>([
  [
    '002003',
    '42S02',
    "Object 'T' does not exist or not authorized.",
    'REV_MODEL_NOT_FOUND',
    'capitals',
  ],
  ['003001', '42501', 'Insufficient privileges to operate on table', 'REV_AUTH_SCOPE', 'SELECT'],
  ['000606', '57P03', 'No active warehouse selected', 'REV_AUTH_SCOPE', 'AUTO_RESUME'],
  ['090073', '22000', 'Warehouse cannot be resumed', 'REV_READ_FAILED', 'resource monitor'],
  ['002037', '42601', 'Failure during expansion of view', 'REV_MODEL_SQL', 'view itself'],
  ['000604', '57014', 'SQL execution canceled', 'REV_READ_FAILED', 'stopped in Snowflake'],
  ['000630', '57014', 'Statement reached its timeout', 'REV_READ_FAILED', 'statementTimeoutS'],
  ['000709', '02000', 'Statement not found', 'REV_READ_FAILED', 'a day'],
  ['100051', '22012', 'Division by zero', 'REV_MODEL_SQL', 'row of its data'],
  ['390201', '08004', 'The requested warehouse does not exist', 'REV_AUTH_SCOPE', 'USAGE'],
  ['390189', '08004', 'Role is not granted to this user', 'REV_AUTH_SCOPE', '`role`'],
  ['390318', '08001', 'OAuth access token expired', 'REV_AUTH_INVALID', 'A token may have ended'],
  ['394304', '08001', 'JWT token is invalid', 'REV_AUTH_INVALID', 'RSA_PUBLIC_KEY'],
  ['999999', 'XX000', 'Processing aborted by error 300002:1', 'REV_READ_FAILED', 'run again'],
])('%s %s %s is %s', (code, sqlState, message, expected, hint) => {
  const error = snowflakeError({ code, sqlState, message }, 422)
  expect(error).toMatchObject({ code: expected, hint: expect.stringContaining(hint) as string })
  expect(error.message).toContain(message.split('\n', 1)[0])
})

test('an error of the SQL asks for nothing but the SQL', () => {
  const error = snowflakeError(
    { code: '000904', sqlState: '42000', message: "invalid identifier 'X'" },
    422,
  )
  expect([error.code, error.hint]).toEqual(['REV_MODEL_SQL', undefined])
})

test('a fault in the SQL has its line and column in the model', () => {
  const message = "SQL compilation error:\nsyntax error line 3 at position 4 unexpected 'frm'."
  const error = snowflakeError({ code: '001003', sqlState: '42000', message }, 422)
  expect(error.place).toEqual({ file: '', line: 2, column: 5 })
  const ours = message.replace('line 3', 'line 1')
  expect(
    snowflakeError({ code: '001003', sqlState: '42000', message: ours }, 422).place,
  ).toBeUndefined()
})

test('an answer that says nothing is told by its status', () => {
  expect(snowflakeError({}, 403)).toMatchObject({ code: 'REV_AUTH_SCOPE' })
  expect(snowflakeError({}, 404)).toMatchObject({ code: 'REV_READ_FAILED' })
  expect(snowflakeError({}, 404).message).toContain('status 404')
})
