/** Text and the names of columns between, or why a template cannot be read. */
export type ParsedTemplate =
  | { readonly parts: readonly (string | { readonly column: string })[] }
  | { readonly reason: string }

/** Reads `{{ column }}` and nothing else: no logic, no filters, no expressions. */
export function parseTemplate(template: string): ParsedTemplate {
  const parts: (string | { readonly column: string })[] = []
  let end = 0
  for (const match of template.matchAll(/\{\{(.*?)\}\}/gs)) {
    const column = (match[1] ?? '').trim()
    if (column === '') return { reason: 'a {{ }} names no column' }
    if (/^[-%#/]|[{}]/.test(column)) {
      return { reason: `{{ ${column} }} is not a column: a template has no logic` }
    }
    if (match.index > end) parts.push(template.slice(end, match.index))
    parts.push({ column })
    end = match.index + match[0].length
  }
  const rest = template.slice(end)
  if (rest.includes('{{')) return { reason: 'a {{ is not closed' }
  if (/\{%.*%\}/s.test(template)) return { reason: '{% … %} is logic, and a template has none' }
  if (rest !== '') parts.push(rest)
  return { parts }
}
