import type { Batch, Change, HttpRequest, RunContext } from '@revetl/sdk'
import type { HttpConfig } from '../config/config.ts'
import type { OperationConfig } from '../config/operation.ts'
import { compileJson, type JsonTemplate } from '../template/compile-json.ts'
import { compileText, type TextTemplate } from '../template/compile-text.ts'
import type { Scope } from '../template/scope.ts'
import { formBody } from './form-body.ts'
import { signatureHeaders } from './sign-body.ts'
import { encodeSegment, resolveUrl } from './urls.ts'

/** Makes the requests of an operation. */
export interface RequestMaker {
  readonly ofBatch: (batch: Batch, ctx: RunContext<HttpConfig>) => HttpRequest
  /** @returns undefined where the URL needs a value that the record does not have. */
  readonly ofRecord: (
    batch: Batch,
    index: number,
    ctx: RunContext<HttpConfig>,
  ) => HttpRequest | undefined
}

const contentTypes = {
  json: 'application/json',
  'json-lines': 'application/x-ndjson',
  form: 'application/x-www-form-urlencoded',
}

/** Compiles the templates of an operation. */
export function compileOperation(config: HttpConfig, operation: OperationConfig): RequestMaker {
  const url = compileText(resolveUrl(config.baseUrl, operation.url), encodeSegment)
  const headers = compileTexts(operation.headers)
  const query = compileTexts(operation.query)
  const bodyOf = compileBody(operation)
  const recordOf = compileRecord(operation)

  const request = (scope: Scope, ctx: RunContext<HttpConfig>): HttpRequest | undefined => {
    const target = url(scope)
    if (target === undefined) return undefined
    const body = bodyOf(scope)
    return {
      method: operation.method,
      url: target,
      query: fillTexts(query, scope),
      headers: {
        ...config.headers,
        ...config.secretHeaders,
        ...(body === undefined ? {} : { 'content-type': contentTypes[operation.format] }),
        ...fillTexts(headers, scope),
        ...idempotency(operation, scope.batch),
      },
      ...(body === undefined ? {} : { body }),
      ...signing(config, scope.batch, body ?? '', ctx),
      ...(operation.timeoutMs === undefined ? {} : { timeoutMs: operation.timeoutMs }),
    }
  }

  return {
    ofBatch: (batch, ctx) => {
      const texts = () =>
        batch.changes.map((change, index) => recordOf({ batch, ctx, change, index }))
      const records =
        operation.format === 'json-lines'
          ? () =>
              texts()
                .map((text) => `${text}\n`)
                .join('')
          : () => `[${texts().join(',')}]`
      // A batch's URL has no placeholder of a record, so nothing can be missing in it.
      return request({ batch, ctx, records }, ctx) as HttpRequest
    },
    ofRecord: (batch, index, ctx) => {
      const change = batch.changes[index]
      if (change === undefined) return undefined
      const scope = { batch, ctx, change, index }
      return request({ ...scope, record: () => recordOf(scope) }, ctx)
    },
  }
}

function compileBody(operation: OperationConfig): (scope: Scope) => string | undefined {
  const { send, method, body, format } = operation
  // A DELETE of one record says in its URL what it is about.
  const isBare = body === null || (body === undefined && method === 'DELETE' && send === 'record')
  if (isBare) return () => undefined
  const template = compileJson(body ?? (send === 'batch' ? '{{records}}' : '{{record}}'))
  if (format === 'form') return (scope) => formBody(template(scope) ?? '{}')
  return template
}

type OneRecord = Scope & { readonly change: Change }

function compileRecord({ record, omit }: OperationConfig): (scope: OneRecord) => string {
  const left = new Set(omit)
  const plain = (change: Change) =>
    left.size === 0
      ? change.json
      : JSON.stringify(
          Object.fromEntries(Object.entries(change.fields).filter(([name]) => !left.has(name))),
        )
  if (record === undefined) return ({ change }) => plain(change)
  const template: JsonTemplate = compileJson(record)
  return (scope) => template({ ...scope, record: () => plain(scope.change) }) ?? 'null'
}

function compileTexts(templates: Readonly<Record<string, string>>) {
  return Object.entries(templates).map(([name, text]) => [name, compileText(text)] as const)
}

/** A header or parameter whose value is null is left out. */
function fillTexts(
  templates: readonly (readonly [string, TextTemplate])[],
  scope: Scope,
): Record<string, string> {
  return Object.fromEntries(
    templates.flatMap(([name, template]) => {
      const text = template(scope)
      return text === undefined ? [] : [[name, text] as const]
    }),
  )
}

function idempotency({ idempotencyHeader }: OperationConfig, batch: Batch): Record<string, string> {
  return idempotencyHeader === undefined ? {} : { [idempotencyHeader]: batch.idempotencyKey }
}

/** The time in a signature is that of the attempt: a receiver refuses old ones. */
function signing(
  { signature }: HttpConfig,
  batch: Batch,
  body: string,
  { clock }: RunContext<HttpConfig>,
): Pick<HttpRequest, 'freshHeaders'> {
  if (signature === undefined) return {}
  return {
    freshHeaders: () =>
      signatureHeaders(signature, {
        id: batch.idempotencyKey,
        body,
        seconds: Math.floor(clock.now() / 1000),
      }),
  }
}
