import { expect, test } from 'vitest'
import { faultKind, isConnectionLost, rejectCode } from '../src/faults.ts'

const fault = (code: string, errno: number, sqlState: string): Error =>
  Object.assign(new Error('as the server says'), { code, errno, sqlState })

// From the list of errors of the server: https://mariadb.com/docs/server/reference/error-codes (read 2026-11-27)
test.for([
  ['ER_LOCK_DEADLOCK', 1213, '40001', 'passing'],
  ['ER_LOCK_WAIT_TIMEOUT', 1205, 'HY000', 'passing'],
  ['ER_CHECKREAD', 1020, 'HY000', 'passing'],
  ['ER_DISK_FULL', 1021, 'HY000', 'passing'],
  ['ER_RECORD_FILE_FULL', 1114, 'HY000', 'passing'],
  ['ER_OPTION_PREVENTS_STATEMENT', 1290, 'HY000', 'passing'],
  ['ER_QUERY_INTERRUPTED', 1317, '70100', 'passing'],
  ['ER_BAD_NULL_ERROR', 1048, '23000', 'record'],
  ['ER_DUP_ENTRY', 1062, '23000', 'record'],
  ['ER_NO_REFERENCED_ROW_2', 1452, '23000', 'record'],
  ['ER_ROW_IS_REFERENCED_2', 1451, '23000', 'record'],
  ['ER_DATA_TOO_LONG', 1406, '22001', 'record'],
  ['ER_WARN_DATA_OUT_OF_RANGE', 1264, '22003', 'record'],
  ['ER_NO_DEFAULT_FOR_FIELD', 1364, 'HY000', 'record'],
  ['ER_CHECK_CONSTRAINT_VIOLATED', 3819, 'HY000', 'record'],
  ['ER_SIGNAL_EXCEPTION', 1644, '45000', 'record'],
  ['ER_TABLEACCESS_DENIED_ERROR', 1142, '42000', 'permission'],
  ['ER_BAD_FIELD_ERROR', 1054, '42S22', 'configuration'],
  ['ER_NO_SUCH_TABLE', 1146, '42S02', 'configuration'],
] as const)('%s is about %s %s %s', ([code, errno, state, kind]) => {
  const error = fault(code, errno, state)
  expect(faultKind(error)).toBe(kind)
  expect(isConnectionLost(error)).toBe(false)
})

test('a connection that broke may have done anything, and passes', () => {
  for (const error of [
    Object.assign(new Error('lost'), { code: 'PROTOCOL_CONNECTION_LOST', fatal: true }),
    Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
  ]) {
    expect(isConnectionLost(error)).toBe(true)
    expect(faultKind(error)).toBe('passing')
  }
})

test('a rejected record has the code of what is wrong with it', () => {
  expect(rejectCode(fault('ER_DATA_TOO_LONG', 1406, '22001'))).toBe('REV_VALUE_TOO_LONG')
  expect(rejectCode(fault('ER_WARN_DATA_OUT_OF_RANGE', 1264, '22003'))).toBe('REV_VALUE_INVALID')
  expect(rejectCode(fault('ER_DUP_ENTRY', 1062, '23000'))).toBe('REV_RECORD_CONFLICT')
  expect(rejectCode(fault('ER_SIGNAL_EXCEPTION', 1644, '45000'))).toBe('REV_RECORD_REJECTED')
})
