import type { HttpResponse } from '../http-client.ts'
import { parseJson, type Value, type ValueRecord } from '../values.ts'

/** What a vendor says about why it refused. */
export interface VendorReason {
  readonly message: string
  readonly vendorCode?: string
  readonly field?: string
}

const messageKeys = ['message', 'detail', 'error_description', 'title', 'error', 'errors']
const codeKeys = ['code', 'errorCode', 'error_code', 'type', 'category']
const messageMaxLength = 500

/** The reason in an error answer: where APIs usually put it, else the beginning of the text, else the status. */
export function vendorReason(response: Pick<HttpResponse, 'status' | 'bytes'>): VendorReason {
  const text = new TextDecoder().decode(response.bytes)
  const body = parseOrUndefined(text)
  const message = findText(body) ?? (body === undefined ? text.trim() : '')
  const vendorCode = findCode(body)
  return {
    message: message === '' ? `Status ${response.status} without a reason.` : cut(message),
    ...(vendorCode === undefined ? {} : { vendorCode: cut(vendorCode) }),
  }
}

function parseOrUndefined(text: string): Value | undefined {
  try {
    return parseJson(text)
  } catch {
    // Error pages of proxies are no JSON; their text is all there is to show.
    return undefined
  }
}

function findText(value: Value | undefined): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value
  const record = firstRecord(value)
  if (record === undefined) return Array.isArray(value) ? findText(value[0] as Value) : undefined
  for (const key of messageKeys) {
    const found = findText(own(record, key))
    if (found !== undefined) return found
  }
  return undefined
}

function findCode(value: Value | undefined): string | undefined {
  const record = firstRecord(value)
  if (record === undefined) return undefined
  // OAuth's form: the code is in `error`, the words in `error_description`.
  const keys = own(record, 'error_description') === undefined ? codeKeys : ['error', ...codeKeys]
  const codes = keys.map((key) => own(record, key))
  const code = codes.find((one) => typeof one === 'string' || typeof one === 'number')
  return code === undefined ? findCode(own(record, 'error') ?? own(record, 'errors')) : String(code)
}

function firstRecord(value: Value | undefined): ValueRecord | undefined {
  const first = Array.isArray(value) ? (value[0] as Value | undefined) : value
  const isRecord = typeof first === 'object' && first !== null && !Array.isArray(first)
  return isRecord ? (first as ValueRecord) : undefined
}

const own = (record: ValueRecord, key: string): Value | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined

const cut = (text: string): string =>
  text.length > messageMaxLength ? `${text.slice(0, messageMaxLength)}…` : text
