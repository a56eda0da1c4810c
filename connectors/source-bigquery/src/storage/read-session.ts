import type { Chunk, Context } from '@revetl/sdk'
import type { TableReference } from '../api-jobs.ts'
import { readFailure } from '../bigquery-errors.ts'
import type { Project } from '../client.ts'
import type { Field } from '../column-types.ts'
import { ArrowChunks } from './arrow-chunks.ts'
import { grpcError, isBroken } from './grpc-errors.ts'
import type { Session } from './messages.ts'
import { ReadClient } from './read-client.ts'
import { resumedBatches } from './resumed-stream.ts'

/** The result of a job, and who reads it. */
export interface SessionRequest {
  readonly project: Project
  /** The project that the session belongs to, and that pays for it. */
  readonly payer: string
  readonly endpoint: string
  readonly table: TableReference
  readonly fields: readonly Field[]
}

type Run = Pick<Context, 'signal' | 'clock' | 'log'>

const triesMax = 3
const retryMs = 500

/** A session on a table; it lasts six hours at BigQuery, and needs no end there. */
export class ReadSession implements Disposable {
  readonly #client: ReadClient
  readonly #streams: readonly string[]
  readonly #chunks: ArrowChunks

  private constructor(client: ReadClient, streams: readonly string[], chunks: ArrowChunks) {
    this.#client = client
    this.#streams = streams
    this.#chunks = chunks
  }

  /** @throws what `grpcError` makes of the failure */
  static async open(request: SessionRequest, run: Run): Promise<ReadSession> {
    const client = new ReadClient(request.project, request.endpoint)
    try {
      const { streams, arrowSchema } = await openSession(client, request, run)
      if (streams.length > 1 || !arrowSchema) {
        throw readFailure('REV_READ_FAILED', 'the session is not the one that was asked for.')
      }
      const chunks = new ArrowChunks(arrowSchema.serializedSchema, request.fields)
      return new ReadSession(
        client,
        streams.map(({ name }) => name),
        chunks,
      )
    } catch (error) {
      client[Symbol.dispose]()
      throw grpcError(error, 'open')
    }
  }

  /** All rows, in the order of the table; a table without rows has no stream. */
  async *chunks(run: Run): AsyncGenerator<Chunk, void, void> {
    for (const stream of this.#streams) {
      for await (const batch of resumedBatches(this.#client, stream, run)) {
        yield* this.#chunks.of(batch)
      }
    }
  }

  [Symbol.dispose](): void {
    this.#client[Symbol.dispose]()
  }
}

async function openSession(
  client: ReadClient,
  { payer, table }: SessionRequest,
  { signal, clock }: Run,
): Promise<Session> {
  const { projectId, datasetId, tableId } = table
  const name = `projects/${projectId}/datasets/${datasetId}/tables/${tableId}`
  for (let tries = 1; ; tries += 1) {
    try {
      return await client.open(`projects/${payer}`, name, signal)
    } catch (error) {
      signal.throwIfAborted()
      if (tries === triesMax || !isBroken(error)) throw error
    }
    await clock.sleep(retryMs, signal)
  }
}
