import { isExactNumber, parseJson, RevError, type Value } from '@revetl/sdk'

// Each part may be text or a number: more parts than this would be thousands of keys.
const partsMax = 8

/**
 * The canonical keys that words of a command line may mean: `42` the number or the text, `'["a",1]'` or `a 1` a key of
 * two columns.
 * @returns every reading, the literal one first.
 */
export function keyCandidates(words: readonly string[]): Value[][] {
  const [only = ''] = words
  const list = words.length === 1 && only.startsWith('[') ? tryParse(only) : undefined
  const parts: readonly (readonly Value[])[] = Array.isArray(list)
    ? (list as Value[]).map(bothWays)
    : words.map(readings)
  if (parts.length > partsMax) {
    throw new RevError(
      'REV_USAGE',
      `Failed to read the key: ${parts.length} parts, at most ${partsMax} are read.`,
    )
  }
  return parts.reduce<Value[][]>(
    (keys, options) => keys.flatMap((key) => options.map((option) => [...key, option])),
    [[]],
  )
}

function readings(word: string): Value[] {
  const value = tryParse(word)
  if (value === undefined || value === null) return [word]
  if (typeof value === 'string') return [value, word]
  return [value, word]
}

/** A part that was typed as JSON: its column may hold the same as text. */
function bothWays(value: Value): Value[] {
  if (typeof value === 'number' || isExactNumber(value)) return [value, value.toString()]
  if (typeof value !== 'string') return [value]
  const parsed = tryParse(value)
  const isScalar =
    typeof parsed === 'number' || typeof parsed === 'boolean' || isExactNumber(parsed)
  return isScalar ? [value, parsed] : [value]
}

function tryParse(word: string): Value | undefined {
  try {
    return parseJson(word)
  } catch {
    return undefined
  }
}
