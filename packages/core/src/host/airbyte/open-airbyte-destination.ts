import { createRedactor } from '@revetl/http'
import {
  ok,
  RevError,
  unknown,
  type Batch,
  type CheckResult,
  type OperationName,
  type Outcome,
} from '@revetl/sdk'
import type { OpenDestination, WriteAnswer } from '../../open-connections.ts'
import type { Connection } from '../../connection.ts'
import type { HostServices } from '../host-services.ts'
import { AirbyteProgram, type ProgramMessage } from './airbyte-program.ts'

// After so many records a state is sent along: what is handed back tells how far the program came.
const recordsPerState = 100

const modes: { readonly [Name in OperationName]?: string } = {
  append: 'append',
  create: 'append',
  upsert: 'append_dedup',
  update: 'update',
  delete: 'soft_delete',
}

/** Starts a program that speaks Airbyte's destination protocol as a destination of rev. */
export async function openAirbyteDestination(
  connection: Connection,
  services: HostServices,
): Promise<OpenDestination> {
  const { manifest } = connection.connector
  const redact = createRedactor(connection.secrets)
  const program = new AirbyteProgram(connection, services, redact)
  return Promise.resolve({
    quotas: [],
    check: (signal) => checkProgram(program, connection, signal),
    discover: () => Promise.resolve({ objects: [] }),
    describeObject: (name) => {
      const found = manifest.objects[name] ?? manifest.dynamicObject
      if (found !== undefined) return found
      throw new RevError('REV_CONFIG_REFERENCE', `Failed to use ${name}: there is no such object.`)
    },
    write: (batch, { signal }) => writeBatch(program, connection, batch, signal),
    lookup: () =>
      Promise.reject(new RevError('REV_CONFIG_MODE', 'Airbyte cannot look up records.')),
    session: () => Promise.resolve(),
    throttle: () => undefined,
    stats: () => ({ requests: 0, retries: 0 }),
    redact,
    [Symbol.asyncDispose]: () => Promise.resolve(program[Symbol.dispose]()),
  })
}

async function checkProgram(
  program: AirbyteProgram,
  { config, connector, name, place }: Connection,
  signal: AbortSignal,
): Promise<CheckResult> {
  let status: { readonly status?: unknown; readonly message?: unknown } = {}
  await program.run({
    args: ['check', '--config', '@config'],
    files: { config },
    signal,
    onMessage: (message) => {
      if (message['type'] === 'CONNECTION_STATUS')
        status = message['connectionStatus'] as typeof status
    },
  })
  if (status.status === 'SUCCEEDED') return { account: { id: name } }
  const why = typeof status.message === 'string' ? status.message : 'it gave no status'
  throw new RevError('REV_CONFIG_INVALID', `${connector.packageName} refuses ${name}: ${why}.`, {
    place,
  })
}

/** One process a batch: its end makes the program let go of everything that it holds back. */
async function writeBatch(
  program: AirbyteProgram,
  { config }: Connection,
  batch: Batch,
  signal: AbortSignal,
): Promise<WriteAnswer> {
  const progress = new Progress(batch.idempotencyKey)
  try {
    const code = await program.run({
      args: ['write', '--config', '@config', '--catalog', '@catalog'],
      files: { config, catalog: catalogOf(batch) },
      input: inputOf(batch),
      signal,
      onMessage: (message) => progress.take(message),
    })
    if (code !== 0) progress.fail(`the program exited with code ${code}`)
  } catch (error) {
    if (progress.records === 0) return { outcomes: undefined, error, hasSent: undefined }
  }
  return { outcomes: progress.outcomes(batch), error: undefined, hasSent: true }
}

/** How far a program came, by the states that it handed back. */
class Progress {
  readonly #key: string
  #rejected = 0
  #why = 'The program did not hand the state back.'
  records = 0

  constructor(key: string) {
    this.#key = key
  }

  take(message: ProgramMessage): void {
    if (message['type'] === 'STATE') this.#state(message['state'] as State | undefined)
    if (message['type'] !== 'TRACE') return
    const { error } = (message['trace'] ?? {}) as {
      readonly error?: { readonly message?: unknown }
    }
    if (typeof error?.message === 'string') this.fail(error.message)
  }

  fail(why: string): void {
    this.#why = why.slice(0, 4096)
  }

  /** Records before a state that came back are accepted; what is known of the others is nothing. */
  outcomes({ changes }: Batch): readonly Outcome[] {
    const message = this.#rejected > 0 ? `${this.#rejected} records were rejected.` : this.#why
    // A count does not say which: then nobody knows.
    const isSure = this.#rejected === 0
    return changes.map((change, index) =>
      isSure && index < this.records ? ok(change) : unknown(change, { message }),
    )
  }

  #state(state: State | undefined): void {
    const mark = state?.stream?.stream_state
    if (mark?.rev_batch !== this.#key || typeof mark.rev_records !== 'number') return
    this.records = Math.max(this.records, mark.rev_records)
    this.#rejected += state?.destinationStats?.rejectedRecordCount ?? 0
  }
}

interface State {
  readonly stream?: {
    readonly stream_state?: { readonly rev_batch?: unknown; readonly rev_records?: unknown }
  }
  readonly destinationStats?: { readonly rejectedRecordCount?: number }
}

function catalogOf({ object, operation, matchOn, fields }: Batch): unknown {
  const properties = Object.fromEntries(fields.map(({ name }) => [name, {}]))
  return {
    streams: [
      {
        stream: {
          name: object.name,
          json_schema: { type: 'object', properties },
          supported_sync_modes: ['full_refresh', 'incremental'],
        },
        sync_mode: 'incremental',
        cursor_field: [],
        destination_sync_mode: modes[operation] ?? 'append',
        primary_key: matchOn.map((field) => [field]),
      },
    ],
  }
}

function inputOf({ object, changes, idempotencyKey }: Batch): string {
  const name = JSON.stringify(object.name)
  return changes
    .map(({ json }, index) => {
      const record = `{"type":"RECORD","record":{"stream":${name},"data":${json},"emitted_at":0}}\n`
      const count = index + 1
      const isDue = count % recordsPerState === 0 || count === changes.length
      return isDue ? record + stateLine(object.name, idempotencyKey, count) : record
    })
    .join('')
}

function stateLine(name: string, batch: string, records: number): string {
  const stream = {
    stream_descriptor: { name },
    stream_state: { rev_batch: batch, rev_records: records },
  }
  return `${JSON.stringify({ type: 'STATE', state: { type: 'STREAM', stream } })}\n`
}
