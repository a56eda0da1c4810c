import { isExactNumber, type Value } from '@revetl/sdk'
import { splitTemplate, type Placeholder } from './placeholder.ts'
import { placeholderValue, type Scope } from './scope.ts'

/** Fills a template as text; `undefined` where one of its placeholders is null or missing. */
export type TextTemplate = (scope: Scope) => string | undefined

/** Compiles a template of text: a URL, a header, a query parameter. */
export function compileText(
  template: string,
  encode: (text: string) => string | undefined = (text) => text,
): TextTemplate {
  const pieces = splitTemplate(template)
  if (pieces.length === 1) return () => template
  return (scope) => {
    let filled = ''
    for (const piece of pieces) {
      const text = typeof piece === 'string' ? piece : placeholderText(piece, scope, encode)
      if (text === undefined) return undefined
      filled += text
    }
    return filled
  }
}

function placeholderText(
  placeholder: Placeholder,
  scope: Scope,
  encode: (text: string) => string | undefined,
): string | undefined {
  if (placeholder.from === 'record' || placeholder.from === 'records') return undefined
  const text = valueText(placeholderValue(placeholder, scope))
  return text === undefined ? undefined : encode(text)
}

/** A value as text, `undefined` for null and nothing. */
export function valueText(value: Value | undefined): string | undefined {
  if (value === null || value === undefined) return undefined
  if (typeof value === 'object' && !isExactNumber(value)) return JSON.stringify(value)
  return String(value)
}
