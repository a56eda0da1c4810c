import type { Batch } from '../batch.ts'
import { BatchChange, freezeBatch, type ChangeParts } from '../change.ts'
import { validateConfig } from '../config-schema/validate-config.ts'
import type { RunContext, RunInfo } from '../context.ts'
import type { Destination, ObjectDefinition } from '../destination.ts'
import { RevError } from '../errors.ts'
import type { Connector } from '../manifest/check-definition.ts'
import type { HostMessage } from '../protocol/host-messages.ts'
import { joinOutcomes } from '../protocol/joined-outcomes.ts'
import { protocolVersions } from '../protocol/lines.ts'
import { unpackChanges, type ChangeGroup } from '../protocol/packed-changes.ts'
import { errorToWire } from '../protocol/wire-error.ts'
import type { Pushdown } from '../pushdown.ts'
import type { Source } from '../source.ts'
import { parseJson, type Value } from '../values.ts'
import { checkAnswer } from './check-answer.ts'
import { childContext, childLog, type CallScope, type OpenConfig } from './child-context.ts'
import { ChildGateway } from './child-gateway.ts'
import type { ChildPort } from './child-port.ts'
import { ChunkCredit, sendChunks } from './send-chunks.ts'

type CallMessage = Extract<HostMessage, { readonly call: number }>
type MessageOf<Type extends HostMessage['type']> = Extract<HostMessage, { readonly type: Type }>

// More batches than any host has under way; an operation's own bound is the host's affair.
const writesMax = 64
const noRun: RunInfo = { id: '', sync: '', startedAt: '' }

/** Answers a host on behalf of one connector. */
export class ConnectorServer {
  readonly #definition: Connector
  readonly #port: ChildPort
  readonly #gateway: ChildGateway
  readonly #credit = new ChunkCredit()
  readonly #calls = new Map<number, AbortController>()
  #open: OpenConfig | undefined

  constructor(definition: Connector, port: ChildPort) {
    this.#definition = definition
    this.#port = port
    this.#gateway = new ChildGateway(port)
  }

  /** Takes one message of the host, and the bytes that follow it. */
  receive(message: HostMessage, bytes: Buffer | undefined): void {
    switch (message.type) {
      case 'hello':
        return this.#greet(message)
      case 'http_answer':
      case 'cache_answer':
        return this.#gateway.answered(message, bytes)
      case 'http_headers':
        return void this.#gateway.freshHeaders(message)
      case 'credit':
        return this.#credit.add(message.call, message.chunks)
      case 'cancel':
        this.#calls.get(message.call)?.abort()
        return this.#credit.release(message.call)
      case 'bye':
        return process.exit(0)
      default:
        return this.#start(message, bytes)
    }
  }

  #greet({ protocols }: MessageOf<'hello'>): void {
    // The host names the best first.
    const protocol = protocols.flatMap((one) => protocolVersions.filter((own) => own === one)).at(0)
    if (protocol === undefined) {
      const reason = `It speaks version ${protocolVersions.join(' or ')} of the protocol, the host ${protocols.join(', ')}.`
      this.#port.send({ type: 'bye', reason })
      return
    }
    const { kind, id, apiVersion } = this.#definition
    this.#port.send({ type: 'hello', protocol, kind, id, apiVersion })
    this.#port.speak(protocol)
  }

  #start(message: CallMessage, bytes: Buffer | undefined): void {
    if (typeof message.call !== 'number') {
      const { type } = message as HostMessage
      return childLog(this.#port).warn('A message of an unknown type was ignored', { type })
    }
    const { call } = message
    const abort = new AbortController()
    this.#calls.set(call, abort)
    void this.#answer(message, bytes, abort.signal)
      .catch((error: unknown) =>
        this.#port.send({ type: 'error', call, error: errorToWire(error) }),
      )
      .finally(() => {
        this.#calls.delete(call)
        this.#credit.drop(call)
      })
  }

  async #answer(
    message: CallMessage,
    bytes: Buffer | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const { call } = message
    const send = (value?: unknown) => this.#port.send({ type: 'result', call, value })
    const context = (run: RunInfo = noRun) => this.#context({ call, signal, run })
    switch (message.type) {
      case 'spec': {
        const { manifestOf } = await import('../manifest/manifest-of.ts')
        return send(await manifestOf(this.#definition))
      }
      case 'open':
        return this.#openConnection(message)
      case 'check':
        return send(await this.#definition.check(context()))
      case 'discover':
        return send(await this.#discover(message, context()))
      case 'describe':
        return send(await this.#source().describe(message.request as never, context()))
      case 'duckdb_query':
        return send(await this.#duckdbQuery(message, context()))
      case 'pushdown_model':
        return send(await this.#pushdown().model(message.request as never, context()))
      case 'pushdown_prepare':
        return send(await this.#pushdown().prepare(message.schema, context()))
      case 'pushdown_execute':
        return send(await this.#pushdown().execute(message.statements, context()))
      case 'read':
        return this.#read(message, signal)
      case 'write':
        return this.#write(message, bytes, signal)
      case 'lookup':
        return send(await this.#lookup(message, context(message.run)))
      case 'session':
        return send(await this.#session(message, context(message.run)))
      case 'close':
        return send(await this.#definition.close?.(context()))
      default:
        throw unknownCall(message)
    }
  }

  #discover({ objects }: MessageOf<'discover'>, ctx: RunContext): Promise<unknown> {
    const definition = this.#definition
    if (definition.kind === 'source' || objects === undefined) return definition.discover(ctx)
    return definition.discover(ctx, { objects })
  }

  async #openConnection({ call, config: given, projectPath, account }: MessageOf<'open'>) {
    const definition = this.#definition
    const config = await validateConfig(definition.config, given)
    this.#open = { config, projectPath }
    const { hosts } = definition.network
    const quotas = definition.quotas?.(config, account as never) ?? []
    this.#port.send({
      type: 'opened',
      call,
      hosts: [...(typeof hosts === 'function' ? hosts(config) : hosts)],
      auth: definition.auth?.(config),
      quotas: quotas.map((quota) => ({ ...quota })),
      writes: writesMax,
    })
  }

  async #duckdbQuery({ request }: MessageOf<'duckdb_query'>, ctx: RunContext) {
    const { duckdbQuery } = this.#source()
    if (duckdbQuery === undefined) throw notThere('duckdbQuery')
    return duckdbQuery(request as never, ctx)
  }

  async #read({ call, request, chunks }: MessageOf<'read'>, signal: AbortSignal): Promise<void> {
    this.#credit.add(call, chunks)
    const read = await this.#source().read(
      request as never,
      this.#context({ call, signal, run: noRun }),
    )
    const rows = await sendChunks(this.#port, read, this.#credit, { call, signal })
    if (rows === undefined) {
      throw new RevError(
        'REV_READ_INCOMPLETE',
        'The source ended without saying how many rows there are.',
      )
    }
    this.#port.send({ type: 'end', call, rows })
  }

  async #write(
    { call, run, batch }: MessageOf<'write'>,
    bytes: Buffer | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const operation = this.#object(batch.object.name).operations[batch.operation]
    if (operation === undefined) throw notThere(`${batch.object.name}.${batch.operation}`)
    const given = toBatch(batch, bytes)
    const records = given.changes.map(({ json }) => json)
    const answer: unknown = await operation.write(
      given,
      this.#context({ call, signal, run, records }),
    )
    checkAnswer(answer, given.changes.length)
    const outcomes = this.#port.protocol === 1 ? answer : joinOutcomes(answer)
    this.#port.send({ type: 'outcome', call, outcomes, done: true })
  }

  async #lookup({ request }: MessageOf<'lookup'>, ctx: RunContext) {
    const { lookup } = this.#object(request.object.name)
    if (lookup === undefined) throw notThere('lookup')
    const keys = parseJson(request.keys) as readonly (readonly Value[])[]
    return lookup({ ...request, keys } as never, ctx)
  }

  async #session({ step, info }: MessageOf<'session'>, ctx: RunContext): Promise<void> {
    await this.#object(info.object.name).operations[info.operation]?.session?.[step](
      info as never,
      ctx,
    )
  }

  #context(scope: CallScope): RunContext {
    if (this.#open === undefined) {
      throw new RevError('REV_CONNECTOR_CONTRACT', 'Failed to answer: the connection is not open.')
    }
    return childContext(this.#port, this.#gateway, this.#open, scope)
  }

  #source(): Source {
    if (this.#definition.kind === 'source') return this.#definition
    throw notThere('read')
  }

  #pushdown(): Pushdown {
    const { pushdown } = this.#source()
    if (pushdown === undefined) throw notThere('pushdown')
    return pushdown
  }

  #object(name: string): ObjectDefinition {
    const { objects, dynamicObject } = this.#definition as Destination
    const found = Object.hasOwn(objects, name) ? objects[name] : dynamicObject
    if (found === undefined) throw notThere(`the object ${name}`)
    return found as ObjectDefinition
  }
}

type WireBatch = MessageOf<'write'>['batch']

function toBatch(batch: WireBatch, bytes: Buffer | undefined): Batch {
  const parts =
    bytes === undefined
      ? (batch.changes as ChangeParts[])
      : unpackChanges({ groups: batch.changes as ChangeGroup[], text: bytes.toString('utf8') })
  const changes = parts.map((part) => new BatchChange(part))
  return freezeBatch({ ...batch, changes } as unknown as Batch)
}

function notThere(what: string): RevError {
  return new RevError('REV_CONNECTOR_CONTRACT', `Failed to answer: the connector has no ${what}.`)
}

function unknownCall(message: { readonly type: string }): RevError {
  return new RevError(
    'REV_CONNECTOR_VERSION',
    `Failed to answer: ${message.type} is not known here.`,
  )
}
