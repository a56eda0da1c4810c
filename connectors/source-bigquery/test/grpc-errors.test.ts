import { Code, ConnectError } from '@connectrpc/connect'
import { expect, test } from 'vitest'
import { grpcError, isBroken } from '../src/storage/grpc-errors.ts'

const failure = (code: Code, details: string) => new ConnectError(details, code)

test.each<[code: Code, opening: string, reading: string]>([
  [Code.InvalidArgument, 'REV_READ_FAILED', 'REV_READ_FAILED'],
  [Code.DeadlineExceeded, 'REV_NETWORK_UNREACHABLE', 'REV_READ_FAILED'],
  [Code.NotFound, 'REV_READ_FAILED', 'REV_READ_FAILED'],
  [Code.PermissionDenied, 'REV_AUTH_SCOPE', 'REV_AUTH_SCOPE'],
  [Code.ResourceExhausted, 'REV_READ_FAILED', 'REV_READ_FAILED'],
  [Code.Internal, 'REV_READ_FAILED', 'REV_READ_FAILED'],
  [Code.Unavailable, 'REV_NETWORK_UNREACHABLE', 'REV_READ_FAILED'],
  [Code.Unauthenticated, 'REV_AUTH_INVALID', 'REV_AUTH_INVALID'],
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
  [Code.Unavailable, 'Connection dropped', true],
  [Code.Unknown, '', true],
  [Code.Internal, 'Received RST_STREAM with code 2 (Internal server error)', true],
  [Code.Internal, 'http/2 stream closed with error code INTERNAL_ERROR (0x2)', true],
  [Code.Internal, 'protocol error: missing status', true],
  [Code.Aborted, 'read ECONNRESET', true],
  [Code.Internal, 'A bad block', false],
  [Code.Canceled, 'http/2 stream closed with error code CANCEL (0x8)', true],
  [Code.Canceled, 'This operation was aborted', false],
  [Code.NotFound, 'Not found', false],
  [Code.PermissionDenied, 'Permission denied', false],
  [Code.Unauthenticated, 'Unauthenticated', false],
])('a stream that ends with %i %s is read on: %s', (code, details, broken) => {
  expect(isBroken(failure(code, details))).toBe(broken)
})

test('what no call has failed with is not tried again', () => {
  expect(isBroken(new TypeError('A column of the answer lacks a part.'))).toBe(false)
})
