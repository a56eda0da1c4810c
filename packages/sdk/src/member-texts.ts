/**
 * Reads members of JSON objects as the texts that they are, so that no number is rounded and nothing is parsed that
 * nobody wants.
 * @returns a function of one object's JSON text. It gives the text of each name's value, in the order of the names, and
 * undefined for a name that the object does not have. It throws a SyntaxError for an object that is cut short.
 */
export function memberTexts(
  names: readonly string[],
): (json: string) => readonly (string | undefined)[] {
  const quoted = names.map((name) => JSON.stringify(name))
  const places = new Map(names.map((name, place) => [name, place]))
  return (json) => {
    const texts = names.map((): string | undefined => undefined)
    let next = 0
    for (let at = skipSpace(json, skipSpace(json, 0) + 1); json[at] !== '}';) {
      // Most objects have their members in the order of the names.
      const expected = quoted[next]
      const isExpected = expected !== undefined && json.startsWith(expected, at)
      const nameEnd = isExpected ? at + expected.length : valueEnd(json, at)
      const place = isExpected ? next : places.get(JSON.parse(json.slice(at, nameEnd)) as string)
      const start = skipSpace(json, skipSpace(json, nameEnd) + 1)
      const end = valueEnd(json, start)
      if (place !== undefined) {
        texts[place] = json.slice(start, end)
        next = place + 1
      }
      at = skipSpace(json, end)
      if (json[at] === ',') at = skipSpace(json, at + 1)
    }
    return texts
  }
}

const quote = 0x22
const backslash = 0x5c

function skipSpace(json: string, from: number): number {
  let at = from
  while (isSpace(json.charCodeAt(at))) at += 1
  return at
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

/** Where a value ends that begins at `start`. */
function valueEnd(json: string, start: number): number {
  const first = json[start]
  if (first === '"') return textEnd(json, start)
  if (first === '{' || first === '[') return nestedEnd(json, start)
  let end = start
  while (end < json.length && !isBehindScalar(json.charCodeAt(end))) end += 1
  if (end === json.length || end === start) throw new SyntaxError('The JSON text is cut short.')
  return end
}

function isBehindScalar(code: number): boolean {
  return code === 0x2c || code === 0x7d || code === 0x5d || isSpace(code)
}

function textEnd(json: string, start: number): number {
  let end = start
  do {
    end = json.indexOf('"', end + 1)
    if (end === -1) throw new SyntaxError('The JSON text is cut short.')
  } while (isEscaped(json, end))
  return end + 1
}

/** Whether a quote stands behind an odd number of backslashes. */
function isEscaped(json: string, at: number): boolean {
  let before = at - 1
  while (json.charCodeAt(before) === backslash) before -= 1
  return (at - before) % 2 === 0
}

function nestedEnd(json: string, start: number): number {
  let depth = 0
  for (let at = start; at < json.length; at += 1) {
    const code = json.charCodeAt(at)
    if (code === quote) at = textEnd(json, at) - 1
    else if (code === 0x7b || code === 0x5b) depth += 1
    else if (code === 0x7d || code === 0x5d) depth -= 1
    if (depth === 0) return at + 1
  }
  throw new SyntaxError('The JSON text is cut short.')
}
