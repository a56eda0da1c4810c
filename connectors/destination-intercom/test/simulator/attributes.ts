/** A custom attribute of a workspace, as `GET /data_attributes` lists it. */
export interface Attribute {
  readonly name: string
  readonly data_type: 'string' | 'integer' | 'float' | 'boolean' | 'date'
  readonly options?: readonly string[]
  readonly api_writable?: boolean
}

/** The listing: https://developers.intercom.com/docs/references/2.15/rest-api/api.intercom.io/data-attributes (read 2026-11-27) */
export function listAttributes(
  model: string,
  own: readonly string[],
  custom: readonly Attribute[],
): unknown {
  const shared = { type: 'data_attribute', model, ui_writable: false, messenger_writable: true }
  const standard = own.map((name) => ({
    ...shared,
    name,
    full_name: name,
    label: name,
    description: '',
    data_type: 'string',
    api_writable: true,
    custom: false,
    archived: false,
  }))
  const attributes = custom.map((attribute, index) => ({
    ...shared,
    id: index + 1,
    full_name: `custom_attributes.${attribute.name}`,
    label: attribute.name,
    description: '',
    api_writable: true,
    custom: true,
    archived: false,
    ...attribute,
  }))
  return { type: 'list', data: [...standard, ...attributes] }
}

const javascriptTypes = {
  string: 'string',
  integer: 'number',
  float: 'number',
  boolean: 'boolean',
  date: 'number',
} as const

/** What Intercom says is wrong with the custom attributes of a record. */
export function attributeProblem(
  known: readonly Attribute[],
  values: Readonly<Record<string, unknown>>,
): string | undefined {
  for (const [name, value] of Object.entries(values)) {
    const attribute = known.find((one) => one.name === name)
    if (attribute === undefined) return `Custom attribute '${name}' does not exist`
    if (value === null) continue
    if (typeof value !== javascriptTypes[attribute.data_type]) {
      return `Custom attribute '${name}' expects a ${attribute.data_type}`
    }
    if (typeof value === 'string' && value.length > 255) {
      return `Custom attribute '${name}' is longer than 255 characters`
    }
    if (attribute.options !== undefined && !attribute.options.includes(value as string)) {
      return `Custom attribute '${name}' has no option '${value as string}'`
    }
  }
  return undefined
}
