import { isExactNumber, type Value } from '@revetl/sdk'

/** A value on one line, cut to so many characters. */
export function valueText(value: Value | undefined, charactersMax = 60): string {
  if (value === undefined) return '(unknown)'
  const text = oneLine(JSON.stringify(value))
  return text.length > charactersMax ? `${text.slice(0, charactersMax - 1)}…` : text
}

/** A key as a person would type it: bare texts, several columns as a JSON array. */
export function keyText(key: readonly Value[]): string {
  const [only] = key
  if (key.length !== 1 || only === undefined) return oneLine(JSON.stringify(key))
  if (typeof only === 'string') return oneLine(only)
  return isExactNumber(only) ? only.text : JSON.stringify(only)
}

/**
 * A text from outside on one line: a control character must not reach the terminal as a command, a line separator
 * make another line, or a mark of direction turn what is read.
 */
export function oneLine(text: string): string {
  return text.replace(
    // oxlint-disable-next-line no-control-regex -- finding them is the point
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
