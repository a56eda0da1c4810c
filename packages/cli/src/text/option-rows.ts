type Schema = Readonly<Record<string, unknown>>

/** The options of a JSON Schema as rows: name, type, default, meaning; options of a group as `group.name`. */
export function optionRows(schema: Schema, prefix = ''): string[][] {
  const required = Array.isArray(schema['required']) ? (schema['required'] as unknown[]) : []
  return Object.entries(asSchema(schema['properties'])).flatMap(([name, value]) => {
    const option = asSchema(value)
    const path = `${prefix}${name}`
    const isSecret = option['x-rev-secret'] === true
    const row = [
      required.includes(name) ? `${path} *` : path,
      isSecret ? `${typeText(option)}, secret` : typeText(option),
      option['default'] === undefined ? '' : JSON.stringify(option['default']),
      typeof option['description'] === 'string' ? option['description'] : '',
    ]
    return [row, ...(option['properties'] === undefined ? [] : optionRows(option, `${path}.`))]
  })
}

function typeText(option: Schema): string {
  if (Array.isArray(option['enum'])) return (option['enum'] as unknown[]).join(' | ')
  if ('const' in option) return JSON.stringify(option['const'])
  const alternatives = option['anyOf'] ?? option['oneOf']
  if (Array.isArray(alternatives)) {
    const types = (alternatives as unknown[]).map((one) => typeText(asSchema(one)))
    return [...new Set(types)].join(' | ')
  }
  if (option['type'] === 'array') return `list of ${typeText(asSchema(option['items']))}`
  return typeof option['type'] === 'string' ? option['type'] : 'any'
}

function asSchema(value: unknown): Schema {
  return typeof value === 'object' && value !== null ? (value as Schema) : {}
}
