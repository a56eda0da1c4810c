import { expect, test } from 'vitest'
import { OpenapiDocument } from '../src/scaffold/openapi/openapi-document.ts'
import { proposeConnector } from '../src/scaffold/openapi/propose-connector.ts'

const json = (schema: object) => ({ requestBody: { content: { 'application/json': { schema } } } })
const person = {
  type: 'object',
  required: ['name'],
  properties: {
    id: { type: ['integer', 'null'] },
    name: { type: 'string', maxLength: 80 },
    seen: { type: 'string', format: 'date-time', readOnly: true },
  },
}

const propose = (paths: object, more: object = {}) =>
  proposeConnector(new OpenapiDocument({ openapi: '3.1.0', paths, ...more }))

test('calls below a record are an upsert, an update and a delete by the parameter of the path', () => {
  const body = json(person)
  const { objects } = propose({ '/v1/people/{id}': { put: body, patch: body, delete: {} } })
  expect(objects).toMatchObject([
    {
      name: 'people',
      key: ['id'],
      calls: [{ operation: 'upsert' }, { operation: 'update' }, { operation: 'delete' }],
    },
  ])
})

test('a list as the body, or as its only member, is a call for many', () => {
  const list = { type: 'array', maxItems: 25, items: { $ref: '#/components/schemas/Person' } }
  const { objects } = propose(
    {
      '/people/upsert': { post: json(list) },
      '/events': { post: json({ type: 'object', properties: { events: list } }) },
    },
    { components: { schemas: { Person: person } } },
  )
  expect(objects).toMatchObject([
    { name: 'people', calls: [{ operation: 'upsert', many: { recordsMax: 25, isGuess: false } }] },
    { name: 'events', calls: [{ operation: 'append', many: { wrapper: 'events' } }] },
  ])
})

test('types, lengths and what is read-only come from the schema', () => {
  const { objects } = propose({ '/people/{id}': { put: json(person) } })
  expect(objects[0]?.fields).toEqual({
    id: { type: 'integer', required: true, unique: true },
    name: { type: 'string', required: true, maxLength: 80 },
    seen: { type: 'timestamptz', readOnly: true },
  })
})

test('what cannot be told from a description is left out with a note', () => {
  const { objects, notes } = propose({
    '/people/batch': { patch: json({ type: 'array', items: person }) },
    '/search': { post: {} },
  })
  expect(objects).toEqual([])
  expect(notes.filter((note) => note.startsWith('Left out'))).toHaveLength(2)
})

test('a reference that leads in a circle or out of the document ends', () => {
  const components = { schemas: { A: { $ref: '#/components/schemas/A' } } }
  const away = json({ $ref: 'https://example.com/other.json' })
  const { objects } = propose(
    { '/a': { post: json({ $ref: '#/components/schemas/A' }) }, '/b': { post: away } },
    { components },
  )
  expect(objects).toEqual([])
})
