import {
  isRevError,
  perRecord,
  rejected,
  RevError,
  type Batch,
  type Change,
  type FieldDefinitions,
  type Outcome,
  type RunContext,
} from '@revetl/sdk'
import { judgeBatch } from './answer/judge-batch.ts'
import { judgeRecord } from './answer/judge-record.ts'
import type { HttpConfig } from './config/config.ts'
import type { OperationConfig } from './config/operation.ts'
import { compileOperation, type RequestMaker } from './request/compile-operation.ts'
import { isOfRecord, placeholdersOf } from './template/placeholder.ts'

const makers = new WeakMap<OperationConfig, RequestMaker>()

/** Writes a batch of any object and operation that the configuration names. */
export async function write(
  batch: Batch,
  ctx: RunContext<HttpConfig>,
): Promise<readonly Outcome[]> {
  const operation = operationOf(batch, ctx.config)
  const maker = makers.get(operation) ?? compileOperation(ctx.config, operation)
  makers.set(operation, maker)
  if (operation.send === 'record') return writeRecords(batch, operation, maker, ctx)
  const response = await ctx.http.request(maker.ofBatch(batch, ctx))
  return judgeBatch({ batch, operation, response })
}

function operationOf({ object, operation }: Batch, config: HttpConfig): OperationConfig {
  const described = Object.hasOwn(config.objects, object.name)
    ? config.objects[object.name]
    : undefined
  const found = operation === 'replace' ? undefined : described?.operations[operation]
  if (found !== undefined) return found
  throw new RevError(
    'REV_CONFIG_MODE',
    `Failed to ${operation} ${object.name}: the destination has no such operation.`,
    { delivery: 'not-sent', hint: `Describe it under objects.${object.name}.operations.` },
  )
}

function writeRecords(
  batch: Batch,
  operation: OperationConfig,
  maker: RequestMaker,
  ctx: RunContext<HttpConfig>,
): Promise<readonly Outcome[]> {
  const isAddressed = placeholdersOf(operation.url).some(isOfRecord)
  const places = new Map(batch.changes.map(({ id }, index) => [id, index]))
  const send = async (change: Change): Promise<Outcome> => {
    const request = maker.ofRecord(batch, places.get(change.id) ?? 0, ctx)
    if (request === undefined) {
      const message = `The URL ${operation.url} cannot be filled: a value is missing, empty or a dot.`
      return rejected(change, { code: 'REV_VALUE_INVALID', message })
    }
    try {
      const response = await ctx.http.request({ ...request, records: 1 })
      return judgeRecord(change, { batch, operation, response }, isAddressed)
    } catch (error) {
      // A value made the request invalid, and would every time.
      if (!isRevError(error) || error.code !== 'REV_HTTP_REQUEST') throw error
      return rejected(change, { code: 'REV_VALUE_INVALID', message: error.message })
    }
  }
  return perRecord<FieldDefinitions, HttpConfig>(send, {
    inFlightMax: ctx.config.limits.concurrency,
  })(batch, ctx)
}
