import { z } from 'zod'

/** Steps into an answer: `data.results`, or a list of names where one of them has a dot. Empty: the answer itself. */
const pathSchema = z.union([
  z.string().transform((text) => (text === '' ? [] : text.split('.'))),
  z.array(z.string()),
])
const path = (title: string, description: string) =>
  pathSchema.optional().meta({ title, description })

const scalar = z.union([z.string(), z.number(), z.boolean()])
const scalars = (title: string, description: string) =>
  z.array(scalar).default([]).meta({ title, description })

const by = <Name extends string>(name: Name) => z.literal(name).meta({ title: 'By' })
const matchPath = pathSchema.meta({
  title: 'Path',
  description: 'Where an entry says which record it is about.',
})

const matchSchema = z
  .discriminatedUnion('by', [
    z.strictObject({ by: by('position') }),
    z.strictObject({
      by: by('index'),
      path: matchPath,
      first: z.int().min(0).max(1).default(0).meta({
        title: 'First',
        description: 'What the API calls the first record of a request: 0 or 1.',
      }),
    }),
    z.strictObject({
      by: by('field'),
      path: matchPath,
      field: z.string().min(1).meta({
        title: 'Field',
        description: 'The field of the record whose value the entry repeats.',
      }),
      ignoreCase: z.boolean().default(false).meta({
        title: 'Ignore case',
        description: 'For APIs that change the case of e-mail addresses.',
      }),
    }),
    z.strictObject({ by: by('change'), path: matchPath }),
  ])
  .meta({
    title: 'Match',
    description:
      'How an entry finds its record: `field` (the entry repeats the value of a field), `index` (the entry says the place in the request, from `first`), `change` (the entry repeats {{change.id}}), or `position` (the entries come in the order of the request, one for each record).',
  })

const reasons = {
  message: path('Message', 'Where the reason is, in words.'),
  code: path('Code', "Where the API's own code of the reason is."),
  field: path('Field', 'Where the name of the field at fault is.'),
  retryCodes: scalars('Retry codes', 'Codes that mean: not applied, try again later.'),
}

const resultsSchema = z
  .strictObject({
    path: pathSchema.meta({ title: 'Path', description: 'Where the list is.' }),
    match: matchSchema,
    status: z
      .strictObject({
        path: pathSchema.meta({ title: 'Path', description: 'Where an entry says how it went.' }),
        ok: z.array(scalar).min(1).meta({ title: 'OK', description: 'Values that mean yes.' }),
        retry: scalars('Retry', 'Values that mean: not applied, try again later.'),
        exists: scalars('Exists', 'Values that mean: it is there already.'),
        noMatch: scalars('No match', 'Values that mean: there is nothing to update.'),
      })
      .optional()
      .meta({
        title: 'Status',
        description:
          'How an entry says yes; any other value is a no. Absent: to be listed is a yes.',
      }),
    remoteId: path('Remote id', "Where the API's own id of the record is."),
    ...reasons,
  })
  .meta({ title: 'Results', description: 'The list that says for each record how it went.' })

const errorsSchema = z
  .strictObject({
    path: pathSchema.meta({ title: 'Path', description: 'Where the list is.' }),
    match: matchSchema,
    ...reasons,
  })
  .meta({ title: 'Errors', description: 'The list of the records that failed.' })

/** What an HTTP status can be declared to mean. */
export const meanings = [
  'ok',
  'rejected',
  'retry',
  'exists',
  'no-match',
  'unchanged',
  'unknown',
] as const

/** How the answers of an operation are read. */
export const answerSchema = z
  .strictObject({
    statuses: z
      .record(z.string().regex(/^[2-5]\d\d$/), z.enum(meanings))
      .default({})
      .meta({
        title: 'Statuses',
        description: 'What an HTTP status means, where it is not the usual: `404: ok`.',
      }),
    success: z
      .strictObject({
        path: pathSchema.meta({ title: 'Path', description: 'Where the value is.' }),
        equals: scalar.default(true).meta({ title: 'Equals', description: 'The value.' }),
      })
      .optional()
      .meta({
        title: 'Success',
        description: 'The value of the body that says yes, for APIs that answer 200 to failures.',
      }),
    failure: path(
      'Failure',
      'Where an error stands if there is one, as `errors` in GraphQL: anything but nothing is a no.',
    ),
    results: resultsSchema.optional(),
    errors: errorsSchema.optional(),
    listed: z.array(z.int().min(200).max(499)).optional().meta({
      title: 'Listed',
      description: 'Statuses whose body tells record by record. Default: every 2xx.',
    }),
    unnamed: z.enum(['ok', 'unknown']).default('unknown').meta({
      title: 'Unnamed',
      description: 'What became of a record that no list names.',
    }),
    accepted: path(
      'Accepted',
      'Where the number of accepted records is; it must fit, or the unnamed are unknown.',
    ),
    remoteId: path('Remote id', "Where the API's own id is, for requests of one record."),
    effect: z
      .enum([
        'created',
        'updated',
        'deleted',
        'added',
        'removed',
        'unchanged',
        'written',
        'accepted',
      ])
      .optional()
      .meta({
        title: 'Effect',
        description: 'What a yes means. Default: by the operation, and `accepted` for 202.',
      }),
    message: reasons.message,
    code: reasons.code,
    retryCodes: reasons.retryCodes,
  })
  .meta({ title: 'Answer', description: 'How the answers are read.' })

/** The checked description of the answers. */
export type AnswerConfig = z.output<typeof answerSchema>
/** The checked description of a list in an answer. */
export type ListConfig = NonNullable<AnswerConfig['errors']> &
  Partial<NonNullable<AnswerConfig['results']>>
/** How entries find their records. */
export type MatchConfig = z.output<typeof matchSchema>
