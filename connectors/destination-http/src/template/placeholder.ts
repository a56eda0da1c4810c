/** What a template may take from a run. */
export type Placeholder =
  | { readonly from: 'records' }
  | { readonly from: 'record' }
  | { readonly from: 'field'; readonly name: string }
  | { readonly from: 'change'; readonly part: 'id' | 'kind' | 'index' | 'remoteId' }
  | { readonly from: 'batch'; readonly part: 'key' | 'count' }
  | { readonly from: 'run'; readonly part: 'id' | 'sync' | 'startedAt' }
  | { readonly from: 'now'; readonly part: 'iso' | 'seconds' | 'milliseconds' }

const parts = {
  change: ['id', 'kind', 'index', 'remoteId'],
  batch: ['key', 'count'],
  run: ['id', 'sync', 'startedAt'],
  now: ['iso', 'seconds', 'milliseconds'],
} as const

const braces = /\{\{([^{}]*)\}\}/

/** A text cut at its placeholders: texts at even places, placeholders at odd ones. @throws TypeError for unknown ones. */
export function splitTemplate(template: string): readonly (string | Placeholder)[] {
  return template.split(braces).map((piece, index) => {
    if (index % 2 === 1) return parsePlaceholder(piece.trim())
    if (/\{\{|\}\}/.test(piece))
      throw new TypeError(`the braces of ${JSON.stringify(template)} do not match.`)
    return piece
  })
}

function parsePlaceholder(text: string): Placeholder {
  if (text === 'records' || text === 'record') return { from: text }
  const [from = '', ...rest] = text.split('.')
  const part = rest.join('.')
  if (from === 'field' && part !== '') return { from, name: part }
  if (
    Object.hasOwn(parts, from) &&
    (parts[from as keyof typeof parts] as readonly string[]).includes(part)
  ) {
    return { from, part } as Placeholder
  }
  if (rest.length === 0 && /^[\w -]+$/.test(text)) return { from: 'field', name: text }
  throw new TypeError(`{{${text}}} is not known. Expected ${known}.`)
}

const known = [
  '{{records}}',
  '{{record}}',
  'a field such as {{email}} or {{field.some.name}}',
  ...Object.entries(parts).map(([from, names]) => `{{${from}.${names.join('|')}}}`),
].join(', ')

/** Whether a placeholder has one value for each record. */
export function isOfRecord(placeholder: Placeholder): boolean {
  return ['record', 'field', 'change'].includes(placeholder.from)
}

/** Every placeholder in a template of text, lists and objects. @throws TypeError for unknown ones. */
export function placeholdersOf(template: unknown): readonly Placeholder[] {
  if (typeof template === 'string') {
    return splitTemplate(template).filter((piece) => typeof piece !== 'string')
  }
  if (typeof template !== 'object' || template === null) return []
  return Object.values(template).flatMap(placeholdersOf)
}
