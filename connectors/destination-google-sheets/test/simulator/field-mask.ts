/** The parts that a field mask names, each with what is named inside it. */
type Mask = { readonly [name: string]: Mask }

/**
 * Leaves of an answer what the `fields` parameter names:
 * https://developers.google.com/workspace/sheets/api/guides/field-masks (read 2026-11-27)
 */
export function applyMask(body: unknown, fields: string | null): unknown {
  if (fields === null) return body
  return keep(body, parseMask(fields))
}

function keep(value: unknown, mask: Mask): unknown {
  if (Object.keys(mask).length === 0 || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((one) => keep(one, mask))
  const kept = Object.entries(value).filter(([name]) => mask[name])
  return Object.fromEntries(kept.map(([name, part]) => [name, keep(part, mask[name] ?? {})]))
}

function parseMask(text: string): Mask {
  const mask: Record<string, Mask> = {}
  for (const part of splitTop(text)) {
    const [, name = '', inside, rest] = /^(\w+)(?:\((.*)\)|[./](.*))?$/.exec(part) ?? []
    mask[name] = { ...mask[name], ...parseMask(inside ?? rest ?? '') }
  }
  return mask
}

/** Splits at the commas that stand in no parentheses. */
function splitTop(text: string): readonly string[] {
  const parts: string[] = ['']
  let depth = 0
  for (const letter of text) {
    if (letter === '(') depth += 1
    if (letter === ')') depth -= 1
    if (letter === ',' && depth === 0) parts.push('')
    else parts.push((parts.pop() ?? '') + letter)
  }
  return parts.filter((part) => part !== '')
}
