import type { GatewayCall } from '@revetl/http'
import type {
  Catalog,
  CheckResult,
  Column,
  DiscoveredTable,
  DiscoverRequest,
  DuckdbQuery,
  ReadRequest,
} from '@revetl/sdk'
import { resultSchemas } from '@revetl/sdk/protocol'
import type { z } from 'zod'
import { located } from '../locate-error.ts'
import { askChild, type Question } from './ask-child.ts'
import type { ChildConnection } from './child-connection.ts'
import { readingCall } from './gateway-call.ts'

const checkMessage = (call: number) => ({ type: 'check', call }) as const
const discoverMessage = (call: number) => ({ type: 'discover', call }) as const

/** What a connector in a child is asked: each answer is checked, each error stands where the connection does. */
export class ChildQuestions {
  readonly #child: ChildConnection

  constructor(child: ChildConnection) {
    this.#child = child
  }

  check(signal: AbortSignal): Promise<CheckResult> {
    return this.#read('check', checkMessage, signal, resultSchemas.check)
  }

  discover(signal: AbortSignal, request?: DiscoverRequest): Promise<Catalog> {
    const wanted = request === undefined ? {} : { objects: [...request.objects] }
    const message = (call: number) => ({ ...discoverMessage(call), ...wanted }) as const
    return this.#read('discover', message, signal, resultSchemas.catalog)
  }

  discoverTables(signal: AbortSignal): Promise<{ readonly tables: readonly DiscoveredTable[] }> {
    return this.#read('discover', discoverMessage, signal, resultSchemas.tables)
  }

  describe(request: ReadRequest, signal: AbortSignal): Promise<readonly Column[]> {
    const message = (call: number) =>
      ({ type: 'describe', call, request: plainRequest(request) }) as const
    return this.#read('describe', message, signal, resultSchemas.columns)
  }

  async duckdbQuery(request: ReadRequest, signal: AbortSignal): Promise<DuckdbQuery | undefined> {
    const message = (call: number) =>
      ({ type: 'duckdb_query', call, request: plainRequest(request) }) as const
    const { duckdbQuery } = resultSchemas
    const asked = this.#read<DuckdbQuery | null>('duckdb_query', message, signal, duckdbQuery)
    return (await asked) ?? undefined
  }

  /** Any other question. */
  ask<Schema extends z.ZodType>(question: Question<Schema>): Promise<z.output<Schema>> {
    const { connection, redact } = this.#child
    return located(connection, redact, () => askChild(this.#child, question))
  }

  /** A question whose answer has the type of the contract: its schema is checked against that type elsewhere. */
  #read<Result>(
    kind: Question<z.ZodType>['kind'],
    message: Question<z.ZodType>['message'],
    signal: AbortSignal,
    schema: z.ZodType,
  ): Promise<Result> {
    const gateway: GatewayCall = readingCall(signal)
    return this.ask({ kind, gateway, message, schema }) as Promise<Result>
  }
}

/** A request as the protocol has it. */
export function plainRequest(request: ReadRequest) {
  return structuredClone(request) as never
}
