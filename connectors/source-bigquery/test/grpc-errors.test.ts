import { ConnectError, type Code } from '@connectrpc/connect'
import { expect, test } from 'vitest'
import { grpcError, isBroken } from '../src/storage/grpc-errors.ts'

const failure = (code: Code, details: string) => new ConnectError(details, code)

test.each<[code: Code, opening: string, reading: string]>([
  [3, 'REV_READ_FAILED', 'REV_READ_FAILED'],
  [4, 'REV_NETWORK_UNREACHABLE', 'REV_READ_FAILED'],
  [5, 'REV_READ_FAILED', 'REV_READ_FAILED'],
  [7, 'REV_AUTH_SCOPE', 'REV_AUTH_SCOPE'],
  [8, 'REV_READ_FAILED', 'REV_READ_FAILED'],
  [13, 'REV_READ_FAILED', 'REV_READ_FAILED'],
  [14, 'REV_NETWORK_UNREACHABLE', 'REV_READ_FAILED'],
  [16, 'REV_AUTH_INVALID', 'REV_AUTH_INVALID'],
])(
  'status %i is %s where a session is opened, and %s where it is read',
  (code, opening, reading) => {
    const error = failure(code, 'why it failed')
    const opened = grpcError(error, 'open')
    expect(opened).toMatchObject({ code: opening, cause: error })
    expect(opened.message).toContain('why it failed')
    expect(opened.hint).toBeTypeOf('string')
    expect(grpcError(error, 'read').code).toBe(reading)
  },
)

test.each<[code: Code, details: string, broken: boolean]>([
  [14, 'Connection dropped', true],
  [2, '', true],
  [13, 'Received RST_STREAM with code 2 (Internal server error)', true],
  [13, 'http/2 stream closed with error code INTERNAL_ERROR (0x2)', true],
  [13, 'protocol error: missing status', true],
  [10, 'read ECONNRESET', true],
  [13, 'A bad block', false],
  [1, 'http/2 stream closed with error code CANCEL (0x8)', true],
  [1, 'This operation was aborted', false],
  [5, 'Not found', false],
  [7, 'Permission denied', false],
  [16, 'Unauthenticated', false],
])('a stream that ends with %i %s is read on: %s', (code, details, broken) => {
  expect(isBroken(failure(code, details))).toBe(broken)
})

test('what no call has failed with is not tried again', () => {
  expect(isBroken(new TypeError('A column of the answer lacks a part.'))).toBe(false)
})
