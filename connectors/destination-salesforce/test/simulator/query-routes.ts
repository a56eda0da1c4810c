import { reply, route, type Reply, type Route } from '@revetl/testkit/simulator'
import { refusal } from './errors.ts'
import type { Org, OrgRecord } from './org.ts'

const base = '/services/data/v67.0/query'
const pageMax = 2000

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_query.htm (read 2026-11-27) */
export function queryRoutes(
  org: Org,
  organization: Readonly<Record<string, unknown>>,
): readonly Route[] {
  const cursors = new Map<string, readonly unknown[]>()
  const page = (records: readonly unknown[], from: number, cursor: string): Reply => {
    const isDone = from + pageMax >= records.length
    return reply(200, {
      totalSize: records.length,
      done: isDone,
      ...(isDone ? {} : { nextRecordsUrl: `${base}/${cursor}-${from + pageMax}` }),
      records: records.slice(from, from + pageMax),
    })
  }
  return [
    route('GET', base, ({ query }) => {
      const found = select(org, organization, query.get('q') ?? '')
      if (!Array.isArray(found)) return found as Reply
      const cursor = `01g${String(cursors.size + 1).padStart(12, '0')}AAA`
      cursors.set(cursor, found)
      return page(found, 0, cursor)
    }),
    route('GET', `${base}/:locator`, (_request, { locator }) => {
      const [cursor = '', from = ''] = locator.split('-')
      const records = cursors.get(cursor)
      return records
        ? page(records, Number(from), cursor)
        : refusal(404, 'INVALID_QUERY_LOCATOR', 'invalid query locator')
    }),
  ]
}

/** `SELECT a, b FROM o [WHERE f IN (…)]`. */
function select(
  org: Org,
  organization: Readonly<Record<string, unknown>>,
  soql: string,
): readonly unknown[] | Reply {
  const parsed = /^SELECT (.+?) FROM (\w+)(?: WHERE ([\w.]+) IN \((.*)\))?$/is.exec(soql)
  if (!parsed) return refusal(400, 'MALFORMED_QUERY', `unexpected token: ${soql.slice(0, 40)}`)
  const [, list = '', name = '', where, values = ''] = parsed
  const names = list.split(',').map((one) => one.trim())
  if (name === 'Organization') {
    return [
      {
        attributes: { type: name },
        ...Object.fromEntries(names.map((one) => [one, organization[one]])),
      },
    ]
  }
  const object = org.object(name)
  if (!object) return refusal(400, 'INVALID_TYPE', `sObject type '${name}' is not supported.`)
  const missing = [...names, ...(where === undefined ? [] : [where])].find(
    (one) => !hasPath(org, object.name, one),
  )
  if (missing !== undefined) {
    return refusal(400, 'INVALID_FIELD', `No such column '${missing}' on entity '${name}'.`)
  }
  const found =
    where === undefined
      ? org.list(object.name)
      : [...new Set(literals(values).flatMap((value) => org.find(object.name, where, value)))]
  return found.map((record) => showRecord(org, object.name, record, names))
}

function literals(text: string): readonly string[] {
  return [...text.matchAll(/'((?:\\.|[^'\\])*)'|([^,\s']+)/gs)].map(([, quoted, bare]) =>
    quoted === undefined
      ? (bare ?? '')
      : quoted.replace(
          /\\(.)/gs,
          (_all, one: string) => ({ n: '\n', r: '\r', t: '\t' })[one] ?? one,
        ),
  )
}

function hasPath(org: Org, object: string, path: string): boolean {
  const [relationship = '', field] = path.split('.')
  if (field === undefined) return org.field(object, relationship) !== undefined
  const reference = org.object(object)?.fields.find((one) => one.relationship === relationship)
  return (reference?.referenceTo ?? []).some((target) => org.field(target, field) !== undefined)
}

function showRecord(
  org: Org,
  object: string,
  record: OrgRecord,
  names: readonly string[],
): unknown {
  const shown: Record<string, unknown> = { attributes: { type: object } }
  for (const path of names) {
    const [name = '', field] = path.split('.')
    if (field === undefined) shown[name] = showValue(org, object, record, name)
    else shown[name] = showOther(org, object, record, { name, field })
  }
  return shown
}

function showValue(org: Org, object: string, record: OrgRecord, name: string): unknown {
  if (name === 'Id') return record.id
  const value = record.values[name] ?? null
  const isTime = org.field(object, name)?.type === 'datetime' && typeof value === 'string'
  // Times are shown in UTC, with milliseconds and an offset.
  return isTime ? new Date(value).toISOString().replace('Z', '+0000') : value
}

function showOther(
  org: Org,
  object: string,
  record: OrgRecord,
  { name, field }: { readonly name: string; readonly field: string },
): unknown {
  const reference = org.object(object)?.fields.find((one) => one.relationship === name)
  const id = record.values[reference?.name ?? '']
  if (!reference || typeof id !== 'string') return null
  for (const target of reference.referenceTo ?? []) {
    const other = org.byId(target, id)
    if (other)
      return { attributes: { type: target }, [field]: showValue(org, target, other, field) }
  }
  return null
}
