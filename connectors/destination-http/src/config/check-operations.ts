import type { ObjectConfig } from './objects.ts'
import type { OperationConfig } from './operation.ts'
import { isOfRecord, placeholdersOf, type Placeholder } from '../template/placeholder.ts'
import { resolveUrl } from '../request/urls.ts'

/** What is checked of a configuration beyond the shape of its values. */
interface Checked {
  readonly baseUrl?: string | undefined
  readonly objects: Readonly<Record<string, ObjectConfig>>
}

/** Where zod takes what is wrong. */
interface Issues {
  addIssue(issue: { code: 'custom'; path: (string | number)[]; message: string }): void
}

/** Finds what cannot work in an operation before anything is sent. */
export function checkOperations(config: Checked, issues: Issues): void {
  for (const [objectName, object] of Object.entries(config.objects)) {
    for (const [name, operation] of Object.entries(object.operations)) {
      if (operation === undefined) continue
      for (const [place, message] of problemsOf(operation, object, config.baseUrl)) {
        const path = ['objects', objectName, 'operations', name, ...place]
        issues.addIssue({ code: 'custom', path, message })
      }
    }
  }
}

type Problem = readonly [place: readonly string[], message: string]

function problemsOf(
  operation: OperationConfig,
  object: ObjectConfig,
  baseUrl: string | undefined,
): readonly Problem[] {
  const templates = ['url', 'headers', 'query', 'body', 'record'] as const
  return [
    ...templates.flatMap((place) => templateProblems(place, operation, object)),
    ...urlProblems(operation.url, baseUrl),
    ...formProblems(operation),
    ...answerProblems(operation),
  ]
}

function templateProblems(
  place: 'url' | 'headers' | 'query' | 'body' | 'record',
  operation: OperationConfig,
  object: ObjectConfig,
): readonly Problem[] {
  const placeholders = attempt(() => placeholdersOf(operation[place]))
  if (typeof placeholders === 'string')
    return [[[place], `Expected known placeholders: ${placeholders}`]]
  const isOfOne = operation.send === 'record' || place === 'record'
  return placeholders.flatMap((placeholder): readonly Problem[] => {
    const why = isOfOne
      ? recordProblem(placeholder, object)
      : isOfRecord(placeholder)
        ? 'a batch has no single record; use `send: record`, or the template `record`.'
        : undefined
    return why === undefined
      ? []
      : [[[place], `{{${nameOf(placeholder)}}} cannot stand here: ${why}`]]
  })
}

function recordProblem(placeholder: Placeholder, object: ObjectConfig): string | undefined {
  if (placeholder.from === 'records') return 'it is for the body of a batch.'
  if (placeholder.from !== 'field') return undefined
  const isOpen = object.isOpen ?? Object.keys(object.fields).length === 0
  return isOpen || Object.hasOwn(object.fields, placeholder.name)
    ? undefined
    : 'the object has no such field.'
}

function nameOf(placeholder: Placeholder): string {
  if (placeholder.from === 'field') return placeholder.name
  return 'part' in placeholder ? `${placeholder.from}.${placeholder.part}` : placeholder.from
}

function attempt<Result>(work: () => Result): Result | string {
  try {
    return work()
  } catch (error) {
    if (error instanceof TypeError) return error.message
    throw error
  }
}

function urlProblems(url: string, baseUrl: string | undefined): readonly Problem[] {
  const isAbsolute = /^https?:\/\//i.test(url)
  if (!isAbsolute && baseUrl === undefined) {
    return [[['url'], 'Expected an absolute URL, or `baseUrl` for a path.']]
  }
  const [origin = ''] = /^https?:\/\/[^/?#]*/i.exec(url) ?? []
  if (origin.includes('{{')) return [[['url'], 'Expected a host without placeholders.']]
  const isUrl = URL.canParse(resolveUrl(baseUrl, url).replace(/\{\{.*?\}\}/g, 'x'))
  return isUrl ? [] : [[['url'], 'Expected a URL or a path.']]
}

function formProblems(operation: OperationConfig): readonly Problem[] {
  const { send, format, body, record, resend, idempotencyHeader } = operation
  const rules: readonly (readonly [boolean, string, string])[] = [
    [
      send === 'record' && record !== undefined,
      'record',
      'It shapes the records of a batch; use `body`.',
    ],
    [
      format === 'form' && send === 'batch',
      'format',
      'A form holds one record; use `send: record`.',
    ],
    [
      format === 'json-lines' && body !== undefined,
      'body',
      'Lines have no body around them; use `record`.',
    ],
    [
      resend === 'key' && idempotencyHeader === undefined,
      'resend',
      'Expected `idempotencyHeader` with it.',
    ],
  ]
  return rules.flatMap(([isWrong, place, message]) =>
    isWrong ? [[[place], message] as const] : [],
  )
}

function answerProblems({ send, answer }: OperationConfig): readonly Problem[] {
  if (send === 'batch') {
    return answer.remoteId === undefined
      ? []
      : [[['answer', 'remoteId'], 'A batch has no single id; use `results.remoteId`.']]
  }
  return (['results', 'errors', 'accepted'] as const).flatMap((place) =>
    answer[place] === undefined
      ? []
      : [
          [
            ['answer', place],
            'The answer to one record is no list; use `success` and `statuses`.',
          ] as const,
        ],
  )
}
