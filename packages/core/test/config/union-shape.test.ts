import { expect, test } from 'vitest'
import { loadShapeChecker } from '../../src/config/shape/check-shape.ts'

const text = { type: 'string' }
const kind = (type: string, more: Readonly<Record<string, object>>) => ({
  type: 'object',
  properties: { type: { const: type }, ...more },
  required: ['type', ...Object.keys(more)],
  additionalProperties: false,
})

/** A path, or one of several kinds that say which they are. */
const schema = {
  anyOf: [
    text,
    {
      oneOf: [
        kind('sqlite', { path: text }),
        kind('postgres', { host: text, user: text }),
        kind('mysql', { host: text, user: text }),
      ],
    },
  ],
}

test.each([
  [
    'a kind that does not exist',
    { type: 'sqlitee', path: 'x' },
    'Failed to read type: the value does not fit. Expected one of sqlite, postgres, mysql, got "sqlitee".',
    'Did you mean "sqlite"?',
  ],
  [
    'no kind',
    { host: 'x', user: 'y' },
    'Failed to read the file: the key "type" is missing.',
    'Add "type".',
  ],
  [
    'a kind without a key that it needs',
    { type: 'mysql', host: 'x' },
    'Failed to read the file: the key "user" is missing.',
    'Add "user".',
  ],
  [
    'a key of another kind',
    { type: 'sqlite', path: 'x', host: 'y' },
    'Failed to read the file: the key "host" is not known.',
    expect.any(String),
  ],
  [
    'another value than a text or keys',
    12,
    'Failed to read the file: the value does not fit. Expected text or keys and values, got the number 12.',
    expect.any(String),
  ],
])('of several kinds, %s', async (_what, value, message, hint) => {
  const problems = (await loadShapeChecker()).check({ schema, value })
  expect(problems).toEqual([expect.objectContaining({ message, hint })])
})
