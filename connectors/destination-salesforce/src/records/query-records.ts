import { jsonList, jsonObject, jsonText, RevError } from '@revetl/sdk'
import type { Context, Value, ValueRecord } from '@revetl/sdk'
import { refusedRequest } from '../answers/refused-request.ts'
import { query, queryMore } from '../client.ts'
import type { Config } from '../config.ts'

/** Which records are read, and what of them. */
export interface RecordQuery {
  readonly object: string
  readonly fields: readonly string[]
  readonly matchField: string
  /** Whether the values of the match field are numbers, which SOQL does not quote. */
  readonly isNumeric: boolean
  readonly texts: readonly string[]
}

// "16,384 bytes for each of the URI and the headers":
// https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-api.html
// (read 2026-11-27)
const queryBytesMax = 12_000

/** Reads the records that have one of these values in their match field. */
export async function queryRecords(
  ctx: Context<Config>,
  wanted: RecordQuery,
): Promise<readonly ValueRecord[]> {
  const records: ValueRecord[] = []
  for (const soql of toQueries(wanted)) {
    let response = await query(ctx, soql)
    for (;;) {
      if (!response.isOk) throw refusedRequest(response, `read ${wanted.object}`)
      const page = jsonObject(response.json())
      if (!Array.isArray(page['records'])) throw noRecords(wanted.object)
      records.push(...jsonList(page['records']).map(jsonObject))
      const next = jsonText(page['nextRecordsUrl'])
      if (next === undefined) break
      response = await queryMore(ctx, next)
    }
  }
  return records
}

/** As many values a statement as a URL may carry. */
function* toQueries({ object, fields, matchField, isNumeric, texts }: RecordQuery) {
  const head = `SELECT ${fields.join(',')} FROM ${object} WHERE ${matchField} IN `
  const headBytes = encodeURIComponent(head).length
  let literals: string[] = []
  let bytes = headBytes
  for (const text of texts) {
    const literal = isNumeric ? text : quoteText(text)
    const more = encodeURIComponent(literal).length + 3
    if (literals.length > 0 && bytes + more > queryBytesMax) {
      yield `${head}(${literals.join(',')})`
      literals = []
      bytes = headBytes
    }
    literals.push(literal)
    bytes += more
  }
  if (literals.length > 0) yield `${head}(${literals.join(',')})`
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

// https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_quotedstringescapes.htm
// (read 2026-11-27)
const quoteText = (text: string): string =>
  `'${text.replace(/[\\'\n\r\t]/g, (character) => escapes[character] ?? character)}'`

const noRecords = (object: string): RevError =>
  new RevError('REV_HTTP_BODY', `Failed to read ${object}: Salesforce gave no list of records.`, {
    delivery: 'not-applied',
  })

/** The value of a field, also of one that the record refers to: `Account.Region__c`. */
export function valueAt(record: ValueRecord, path: string): Value | undefined {
  const [name = '', ...rest] = path.split('.')
  return rest.length === 0 ? record[name] : valueAt(jsonObject(record[name]), rest.join('.'))
}
