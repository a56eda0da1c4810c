import { systemClock } from '@revetl/http'
import {
  ExactNumber,
  parseJson,
  RevError,
  type Catalog,
  type Logger,
  type Manifest,
  type RunInfo,
  type SessionInfo,
  type ValueRecord,
} from '@revetl/sdk'
import type { ChangeRow } from '../../change-row.ts'
import { deliver } from '../../deliver/deliver.ts'
import type { DeliveryOptions, Journal } from '../../deliver/delivery-options.ts'
import type { OpenDestination } from '../../open-connections.ts'
import {
  logMessage,
  type AirbyteMessage,
  type AirbyteState,
  type ConfiguredStream,
} from './airbyte-messages.ts'
import { planStream, type StreamPlan } from './airbyte-stream.ts'

// So many records wait for a state at most; more are sent before it comes.
const waitingMax = 10_000
const patienceMs = 600_000
// Airbyte has no confirmation by a person: rejects are counted, and the platform decides.
const guard = { removalsPercentMax: 100, removalsMin: 0, rejectsPercentMax: 100, rejectsMin: 100 }

interface WriterOptions {
  readonly destination: OpenDestination
  readonly manifest: Manifest
  readonly discovered: Catalog
  readonly streams: readonly ConfiguredStream[]
  readonly run: RunInfo
  readonly emit: (message: AirbyteMessage) => void
  readonly log: Logger
  readonly signal: AbortSignal
}

/** Writes Airbyte's records by rev's delivery, and hands its states back. */
export class AirbyteWriter {
  readonly #options: WriterOptions
  readonly #plans: ReadonlyMap<string, StreamPlan>
  readonly #waiting = new Map<string, ChangeRow[]>()
  readonly #held: AirbyteState[] = []
  #waitingCount = 0
  #seq = 0
  #batches = 0
  #records = 0
  #rejected = 0

  constructor(options: WriterOptions) {
    this.#options = options
    const { streams, manifest, discovered } = options
    this.#plans = new Map(
      streams.map((stream) => [stream.stream.name, planStream(stream, manifest, discovered)]),
    )
  }

  /** Takes every line to the end of the input. @throws RevError where a record was neither delivered nor rejected */
  async run(lines: AsyncIterable<string>): Promise<void> {
    const sessions = [...this.#plans.values()].filter(({ hasSession }) => hasSession)
    await this.#sessions('open', sessions)
    try {
      for await (const line of lines) await this.#take(line)
      await this.#flush()
    } catch (error) {
      await this.#sessions('abort', sessions)
      throw error
    }
    await this.#sessions('commit', sessions)
    for (const state of this.#held.splice(0)) this.#handBack(state)
  }

  async #take(line: string): Promise<void> {
    const message = readLine(line)
    if (message?.type === 'RECORD') await this.#record(message.record)
    else if (message?.type === 'STATE') await this.#state(message.state)
  }

  async #record(record: AirbyteRecord | undefined): Promise<void> {
    const plan = this.#plans.get(record?.stream ?? '')
    if (plan === undefined || typeof record?.data !== 'object') {
      throw new RevError(
        'REV_CONFIG_REFERENCE',
        `Failed to write a record: the catalog has no stream ${String(record?.stream)}.`,
      )
    }
    const rows = this.#waiting.get(plan.name) ?? []
    rows.push(plan.toRow(this.#seq++, record.data))
    this.#waiting.set(plan.name, rows)
    this.#records++
    if (++this.#waitingCount >= waitingMax) await this.#flush()
  }

  /** Invariant 2: a state is handed back when every record before it is delivered or rejected, and visible. */
  async #state(state: AirbyteState | undefined): Promise<void> {
    if (state === undefined) return
    await this.#flush()
    const isVisible = ![...this.#plans.values()].some(({ hasSession }) => hasSession)
    if (isVisible) this.#handBack(state)
    else this.#held.push(state)
  }

  #handBack(state: AirbyteState): void {
    // Airbyte wants its counts with a decimal point.
    const counts = {
      recordCount: new ExactNumber(`${this.#records}.0`),
      rejectedRecordCount: new ExactNumber(`${this.#rejected}.0`),
    }
    this.#records = 0
    this.#rejected = 0
    this.#options.emit({ type: 'STATE', state: { ...state, destinationStats: counts } })
  }

  async #flush(): Promise<void> {
    for (const [name, rows] of this.#waiting) {
      const plan = this.#plans.get(name)
      if (plan !== undefined && rows.length > 0) await this.#deliver(plan, rows)
    }
    this.#waiting.clear()
    this.#waitingCount = 0
  }

  async #deliver(plan: StreamPlan, rows: readonly ChangeRow[]): Promise<void> {
    const { destination, emit } = this.#options
    const result = await deliver(this.#deliveryOptions(plan, rows.length), oneChunk(rows))
    this.#batches += result.batches
    const missing = result.pending + result.held
    const stop = result.stop ?? result.leftBecause
    if (missing === 0 && result.stop === undefined) return
    emit(
      logMessage('ERROR', destination.redact(stop?.message ?? 'The destination gave no reason.')),
    )
    throw new RevError(
      stop?.code ?? 'REV_RUN_INCOMPLETE',
      `Failed to write the stream ${plan.name}: ${missing} records are neither delivered nor rejected.`,
      { cause: stop },
    )
  }

  #deliveryOptions(plan: StreamPlan, rowsPlanned: number): DeliveryOptions {
    const { destination, run, log, signal } = this.#options
    return {
      destination,
      object: { name: plan.object, fields: plan.objectFields },
      fields: plan.fields,
      // Records of Airbyte carry whatever they carry.
      hasAllFields: false,
      conditional: [],
      operationOf: () => plan.operation,
      journal: this.#journal(plan),
      run,
      clock: systemClock,
      random: Math.random,
      signal,
      log,
      inFlightMax: 16,
      mayPark: true,
      patienceMs,
      guard,
      firstBatch: this.#batches,
      rowsPlanned,
    }
  }

  /** Airbyte keeps the state; what is rejected is told and counted. */
  #journal({ name }: StreamPlan): Journal {
    const { destination, emit } = this.#options
    return {
      intend: async () => undefined,
      settle: async ({ rejects }) => {
        this.#rejected += rejects.length
        for (const { code, message } of rejects) {
          emit(logMessage('WARN', destination.redact(`${name}: ${code}: ${message}`)))
        }
      },
    }
  }

  async #sessions(step: 'open' | 'commit' | 'abort', plans: readonly StreamPlan[]): Promise<void> {
    const { destination, run, signal } = this.#options
    for (const plan of plans) {
      const info: SessionInfo = {
        id: run.id,
        object: { name: plan.object, fields: plan.objectFields },
        operation: plan.operation.name,
        matchOn: plan.operation.matchOn,
        fields: plan.fields,
      }
      await destination.session(step, info, { run, signal, isResendable: false })
    }
  }
}

async function* oneChunk(rows: readonly ChangeRow[]): AsyncGenerator<readonly ChangeRow[]> {
  yield rows
}

interface AirbyteRecord {
  readonly stream?: string
  readonly data?: ValueRecord
}

interface AirbyteLine {
  readonly type?: string
  readonly record?: AirbyteRecord
  readonly state?: AirbyteState
}

/** A line that is no message is somebody's print-out and passed over, as Airbyte itself does. */
function readLine(line: string): AirbyteLine | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    return parseJson(line) as AirbyteLine
  } catch {
    return undefined
  }
}
