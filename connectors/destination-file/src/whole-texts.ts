/** Whether no text of a record, nor a name in it, has half a character, written out or as an escape. */
export function hasWholeTexts(json: string): boolean {
  if (!json.isWellFormed()) return false
  if (!/\\u[dD][89a-fA-F]/.test(json)) return true
  // An escape may be half of a pair, or stand behind an escaped backslash: the parsed text tells.
  return isWhole(JSON.parse(json))
}

function isWhole(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([name, one]) => name.isWellFormed() && isWhole(one))
}
