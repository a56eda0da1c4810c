import { splitTemplate, type Placeholder } from './placeholder.ts'
import { placeholderValue, type Scope } from './scope.ts'
import { valueText } from './compile-text.ts'

/** Fills a template as JSON text; `undefined` where it is nothing but a field that the record does not carry. */
export type JsonTemplate = (scope: Scope) => string | undefined

/** Compiles a template of JSON. Values keep their types and their digits; texts are spliced in as they are. */
export function compileJson(template: unknown): JsonTemplate {
  if (typeof template === 'string') return compileString(template)
  if (Array.isArray(template)) {
    const items = template.map(compileJson)
    return (scope) => `[${items.map((item) => item(scope) ?? 'null').join(',')}]`
  }
  if (typeof template === 'object' && template !== null) return compileObject(template)
  const constant = JSON.stringify(template ?? null)
  return () => constant
}

function compileObject(template: object): JsonTemplate {
  const members = Object.entries(template).map(
    ([name, value]) => [`${JSON.stringify(name)}:`, compileJson(value)] as const,
  )
  return (scope) => {
    const texts: string[] = []
    for (const [name, value] of members) {
      const text = value(scope)
      if (text !== undefined) texts.push(name + text)
    }
    return `{${texts.join(',')}}`
  }
}

function compileString(template: string): JsonTemplate {
  const pieces = splitTemplate(template)
  const [before, only] = pieces
  if (before === '' && typeof only === 'object' && pieces.length === 3 && pieces[2] === '') {
    return (scope) => placeholderJson(only, scope)
  }
  if (pieces.length === 1) {
    const constant = JSON.stringify(template)
    return () => constant
  }
  return (scope) =>
    JSON.stringify(
      pieces
        .map((piece) => (typeof piece === 'string' ? piece : (embeddedText(piece, scope) ?? '')))
        .join(''),
    )
}

function placeholderJson(placeholder: Placeholder, scope: Scope): string | undefined {
  if (placeholder.from === 'record' || placeholder.from === 'records')
    return scope[placeholder.from]?.()
  const value = placeholderValue(placeholder, scope)
  return value === undefined ? undefined : JSON.stringify(value)
}

function embeddedText(placeholder: Placeholder, scope: Scope): string | undefined {
  if (placeholder.from === 'record' || placeholder.from === 'records')
    return scope[placeholder.from]?.()
  return valueText(placeholderValue(placeholder, scope))
}
