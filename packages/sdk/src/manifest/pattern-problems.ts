/** Every `pattern` of a JSON Schema that is no regular expression, in words. They are read and never run. */
export function patternProblems(schema: unknown): readonly string[] {
  const problems: string[] = []
  const open: unknown[] = [schema]
  while (open.length > 0) {
    const next = open.pop()
    if (typeof next !== 'object' || next === null) continue
    for (const [name, value] of Object.entries(next)) {
      if (name === 'pattern' && typeof value === 'string' && !isPattern(value)) {
        problems.push(`/configSchema has the pattern ${value.slice(0, 80)}, which is none`)
      }
      open.push(value)
    }
  }
  return problems
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp
  } catch {
    return false
  }
}
