import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Exchange } from '@revetl/testkit/simulator'
import { Ajv, type ValidateFunction } from 'ajv'

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: object }>>
}
interface SpecOperation {
  readonly requestBody?: Content
  readonly responses: Readonly<Record<string, Content & { readonly $ref?: string }>>
}
interface Spec {
  readonly paths: Readonly<Record<string, Readonly<Record<string, SpecOperation>>>>
}

const files = ['accountInfo', 'objects', 'properties', 'schemas'] as const

const shape = (pattern: string): string => pattern.replace(/:[^/]+|\{[^}]+\}/g, '{}')

/** The vendor's own description, to hold requests and answers against. */
export class VendorSpec {
  readonly #ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true })
  readonly #operations = new Map<string, { file: string; operation: SpecOperation }>()

  constructor(folder: string) {
    for (const file of files) {
      const text = readFileSync(path.join(folder, 'hubspot', '2026-03', `${file}.json`), 'utf8')
      const spec = JSON.parse(text) as Spec
      this.#ajv.addSchema({ ...spec, $id: `spec:${file}` })
      for (const [pattern, methods] of Object.entries(spec.paths)) {
        for (const [method, operation] of Object.entries(methods)) {
          this.#operations.set(`${method.toUpperCase()} ${shape(pattern)}`, { file, operation })
        }
      }
    }
  }

  /** What the description finds wrong with a request and its answer; empty for nothing. */
  problemsOf({ request, pattern, reply }: Exchange): readonly string[] {
    const name = `${request.method} ${shape(pattern)}`
    const found = this.#operations.get(name)
    if (!found) return [`${name} is not described`]
    const { file, operation } = found
    const { responses, requestBody } = operation
    const answer = responses[String(reply.status)]
    return [
      ...this.#check(`${name} request`, file, requestBody, request.json),
      ...this.#check(`${name} ${reply.status}`, file, answer ?? errorResponse, reply.json),
    ]
  }

  #check(name: string, file: string, content: Content | undefined, body: unknown): string[] {
    const [schema] = Object.values(content?.content ?? {}).map((one) => one.schema)
    if (!schema) return body === undefined ? [] : [`${name}: a body where none is described`]
    const validate = this.#compile(file, schema)
    if (validate(body)) return []
    return (validate.errors ?? []).map(
      ({ instancePath, message }) => `${name}: ${instancePath} ${message}`,
    )
  }

  #compile(file: string, schema: object): ValidateFunction {
    const text = JSON.stringify(schema).replaceAll('"$ref":"#', `"$ref":"spec:${file}#`)
    return this.#ajv.compile(JSON.parse(text) as object)
  }
}

/** Every status that an operation does not list is its `default`, which is the same everywhere. */
const errorResponse: Content = {
  content: { '*/*': { schema: { $ref: '#/components/schemas/Error' } } },
}
