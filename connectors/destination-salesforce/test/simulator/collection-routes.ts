import { reply, route, type HandlerTools, type Reply, type Route } from '@revetl/testkit/simulator'
import { refusal, type SalesforceError } from './errors.ts'
import type { ObjectMeta } from './metadata.ts'
import type { Org } from './org.ts'
import { scalarText } from './scalar.ts'
import { writeRecord, type Locks, type RecordResult, type RecordWrite } from './write-record.ts'

const base = '/services/data/v67.0/composite/sobjects'
const recordsMax = 200

/** What the collections need. */
export interface CollectionApi {
  readonly org: Org
  readonly locks: Locks
}

interface Body {
  readonly allOrNone?: boolean
  readonly records?: readonly (Readonly<Record<string, unknown>> & {
    readonly attributes?: { readonly type?: string }
    readonly id?: string
  })[]
}

/** https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-sobjects-collections.html (read 2026-11-27) */
export function collectionRoutes(api: CollectionApi): readonly Route[] {
  return [
    route('POST', base, ({ json }, _params, tools) => writeAll(api, json as Body, 'insert', tools)),
    route('PATCH', base, ({ json }, _params, tools) =>
      writeAll(api, json as Body, 'update', tools),
    ),
    route('PATCH', `${base}/:object/:field`, ({ json }, { object, field }, tools) =>
      upsertAll(api, json as Body, { object, field }, tools),
    ),
    route('DELETE', base, ({ query }, _params, tools) => {
      const ids = (query.get('ids') ?? '').split(',').filter((id) => id !== '')
      if (ids.length > recordsMax) return tooMany()
      return reply(
        200,
        ids.map((id) => showResult(deleteOne(api, id, tools), false)),
      )
    }),
  ]
}

const tooMany = (): Reply =>
  refusal(400, 'EXCEEDED_ID_LIMIT', 'record limit reached. cannot submit more than 200 records')

function upsertAll(
  api: CollectionApi,
  body: Body,
  { object, field }: { readonly object: string; readonly field: string },
  tools: HandlerTools,
): Reply {
  const meta = api.org.object(object)
  if (!meta) return refusal(404, 'NOT_FOUND', 'The requested resource does not exist')
  const key = api.org.field(object, field)
  if (key?.isExternalId !== true && key?.isLookup !== true) {
    return refusal(
      400,
      'NOT_FOUND',
      `Provided external ID field does not exist or is not accessible: ${field}`,
    )
  }
  const values = (body?.records ?? []).map((record) => scalarText(record[field]).toLowerCase())
  const twice = values.filter((value, at) => value !== '' && values.indexOf(value) !== at)
  return writeAll(api, body, 'upsert', tools, {
    matchField: key.name,
    refused: (record) =>
      twice.includes(scalarText(record[field]).toLowerCase())
        ? {
            code: 'DUPLICATE_VALUE',
            message: `Duplicate external id specified: ${scalarText(record[field])}`,
            fields: [field],
          }
        : undefined,
  })
}

function writeAll(
  { org, locks }: CollectionApi,
  body: Body | undefined,
  operation: RecordWrite['operation'],
  tools: HandlerTools,
  more: {
    readonly matchField?: string
    readonly refused?: (record: Readonly<Record<string, unknown>>) => SalesforceError | undefined
  } = {},
): Reply {
  const records = body?.records
  if (records === undefined) return refusal(400, 'JSON_PARSER_ERROR', 'records is missing')
  if (records.length > recordsMax) return tooMany()
  const metas = records.map(({ attributes }) => org.object(attributes?.type ?? ''))
  if (metas.includes(undefined)) {
    return refusal(400, 'INVALID_TYPE', 'sObject type is not supported.')
  }
  const results = records.map(({ attributes: _type, id, ...values }, at) => {
    const error = more.refused?.(values)
    if (error) return { error }
    const { matchField } = more
    const write = {
      operation,
      object: metas[at] as ObjectMeta,
      values,
      ...(id === undefined ? {} : { id }),
      ...(matchField === undefined ? {} : { matchField }),
    }
    return writeRecord(org, locks, write, tools)
  })
  return reply(
    200,
    results.map((result) => showResult(result, operation === 'upsert')),
  )
}

function deleteOne({ org, locks }: CollectionApi, id: string, tools: HandlerTools): RecordResult {
  const object = org.objects.find(({ prefix }) => id.startsWith(prefix))
  if (!object) {
    return {
      error: {
        code: 'INVALID_CROSS_REFERENCE_KEY',
        message: 'invalid cross reference id',
        fields: [],
      },
    }
  }
  return writeRecord(org, locks, { operation: 'delete', object, id, values: {} }, tools)
}

function showResult(result: RecordResult, isUpsert: boolean): unknown {
  if ('error' in result) {
    const { code, message, fields } = result.error
    return { success: false, errors: [{ statusCode: code, message, fields }] }
  }
  const { id, isNew } = result
  return { id, success: true, errors: [], ...(isUpsert ? { created: isNew } : {}) }
}
