/** A JSON object of the description: nothing about it is checked yet. */
export type Json = Readonly<Record<string, unknown>>

/** Whether a value is a JSON object. */
export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const refsMax = 20

/** A parsed OpenAPI 3 description. */
export class OpenapiDocument {
  readonly root: Json

  constructor(root: Json) {
    this.root = root
  }

  /** A value with its `$ref` followed; an empty object where it leads nowhere or out of the document. */
  resolve(value: unknown): Json {
    let at = value
    for (let step = 0; step < refsMax; step += 1) {
      if (!isJson(at)) return {}
      const { $ref } = at
      if (typeof $ref !== 'string') return at
      at = this.#follow($ref)
    }
    return {}
  }

  /** A schema with `allOf` merged: its properties and what of them is required. */
  schema(value: unknown): Json {
    const own = this.resolve(value)
    const { allOf, ...rest } = own
    if (!Array.isArray(allOf)) return own
    const parts = [...allOf.map((part: unknown) => this.schema(part)), rest]
    return {
      ...Object.assign({}, ...parts),
      type: 'object',
      properties: Object.assign({}, ...parts.map(({ properties }) => properties)) as Json,
      required: parts.flatMap(({ required }) => (Array.isArray(required) ? required : [])),
    } as Json
  }

  /** The JSON schema of an operation's request; undefined where it takes none. */
  requestSchema(operation: Json): Json | undefined {
    const { content } = this.resolve(operation['requestBody'])
    const media = isJson(content)
      ? Object.entries(content).find(([type]) => /[/+]json\b/.test(type))?.[1]
      : undefined
    return isJson(media) ? this.schema(media['schema']) : undefined
  }

  #follow(reference: string): unknown {
    if (!reference.startsWith('#/')) return undefined
    return reference
      .slice(2)
      .split('/')
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
      .reduce<unknown>((at, part) => (isJson(at) ? at[part] : undefined), this.root)
  }
}
