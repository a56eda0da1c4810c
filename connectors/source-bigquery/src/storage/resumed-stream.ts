import type { Context } from '@revetl/sdk'
import { readFailure } from '../bigquery-errors.ts'
import { grpcError, isBroken } from './grpc-errors.ts'
import type { ReadClient } from './read-client.ts'

/** A stream may break this often in one read. */
const breaksMax = 10

const firstWaitMs = 200
const longestWaitMs = 10_000

/**
 * The record batches of a stream, in its order. One that breaks is read on from the number of rows that came:
 * https://cloud.google.com/bigquery/docs/reference/storage/rpc/google.cloud.bigquery.storage.v1#readrowsrequest (read 2026-11-28)
 * @throws `REV_READ_FAILED` after ten breaks, what `grpcError` makes of any other failure
 */
export async function* resumedBatches(
  client: ReadClient,
  stream: string,
  { signal, clock, log }: Pick<Context, 'signal' | 'clock' | 'log'>,
): AsyncGenerator<Uint8Array, void, void> {
  let offset = 0
  let waitMs = firstWaitMs
  for (let breaks = 0; ;) {
    try {
      for await (const { arrowRecordBatch, rowCount } of client.read(stream, offset, signal)) {
        if (arrowRecordBatch) yield arrowRecordBatch.serializedRecordBatch
        offset += Number(rowCount)
        waitMs = firstWaitMs
      }
      return
    } catch (error) {
      signal.throwIfAborted()
      breaks = breakAgain(error, breaks)
      log.debug('The stream of rows broke and is read on.', { offset, breaks })
    }
    await clock.sleep(waitMs, signal)
    waitMs = Math.min(2 * waitMs, longestWaitMs)
  }
}

function breakAgain(error: unknown, breaks: number): number {
  if (!isBroken(error)) throw grpcError(error, 'read')
  if (breaks < breaksMax) return breaks + 1
  const { message } = grpcError(error, 'read')
  throw readFailure(
    'REV_READ_FAILED',
    `the stream broke more than ${breaksMax} times. ${message}`,
    {
      cause: error,
    },
  )
}
