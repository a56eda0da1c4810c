import { valueTypeOf, type Field } from '../column-types.ts'
import { exactText, shortestText } from './float-text.ts'
import { literal, scalarText } from './scalar-sql.ts'

/**
 * SQL of a list or a struct as JSON, as `canonical-text.ts` makes it. `shortest` has its doubles as a read gives them;
 * `exact` is another text for each other value, and is cheaper.
 */
export function jsonText(field: Field, reference: string, doubles: Doubles, depth = 0): string {
  if (field.mode === 'REPEATED') return listText(field, reference, doubles, depth)
  return `ifnull(${valueText(field, reference, doubles, depth)}, 'null')`
}

export type Doubles = 'shortest' | 'exact'

function listText(field: Field, reference: string, doubles: Doubles, depth: number): string {
  const element = jsonText({ ...field, mode: 'NULLABLE' }, `e${depth}`, doubles, depth + 1)
  const elements = `select string_agg(${element}, ',' order by o${depth}) from unnest(${reference}) as e${depth} with offset as o${depth}`
  // A list that is null is read as an empty one.
  return `concat('[', ifnull((${elements}), ''), ']')`
}

/** The JSON of a value, null where it is null. */
function valueText(field: Field, reference: string, doubles: Doubles, depth: number): string {
  if (field.fields !== undefined) {
    const members = field.fields.map((member, index) => {
      const name = literal(`${index === 0 ? '{' : ','}${JSON.stringify(member.name)}:`)
      return `${name}, ${jsonText(member, memberOf(reference, member), doubles, depth)}`
    })
    return `if(${reference} is null, null, concat(${members.join(', ')}, '}'))`
  }
  const text = scalarText(field, reference)
  switch (valueTypeOf(field)) {
    case 'boolean':
    case 'integer':
    case 'json':
    case 'decimal':
      return text
    case 'number':
      return doubles === 'shortest' ? shortestText(reference) : exactText(reference)
    case 'string':
      return quoted(text)
    default:
      // Nothing in it has an escape.
      return `concat('"', ${text}, '"')`
  }
}

/** A member of a struct. */
export function memberOf(reference: string, { name }: Field): string {
  return `${reference}.\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``
}

const needsEscape = String.raw`r'["\\\x00-\x1f]'`
const shortEscapes = ['"', '\\', '\b', '\t', '\n', '\f', '\r']

/** A text as JSON has it. TO_JSON_STRING is not used: how it writes each sign is not documented. */
function quoted(text: string): string {
  const short = shortEscapes.map((sign) => {
    const escape = JSON.stringify(sign).slice(1, -1)
    return `when ${signLiteral(sign)} then ${literal(escape)}`
  })
  const escaped = `case s ${short.join(' ')} else if(s < ' ', concat('\\\\u00', to_hex(cast(s as bytes))), s) end`
  const signs = `select string_agg(${escaped}, '' order by os) from unnest(split(${text}, '')) as s with offset as os`
  return `concat('"', if(regexp_contains(${text}, ${needsEscape}), (${signs}), ${text}), '"')`
}

function signLiteral(sign: string): string {
  return sign < ' '
    ? `'\\x${(sign.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}'`
    : literal(sign)
}
