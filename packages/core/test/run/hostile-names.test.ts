import { expect, test } from 'vitest'
import { MemoryProject } from './memory-project.ts'

const inherited = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'toLocaleString',
  'valueOf',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
  'toJSON',
  'then',
  'length',
  'name',
  'caller',
  'arguments',
  'inspect',
  'Symbol.iterator',
  '@@iterator',
  'nodejs.util.inspect.custom',
]
const paths = [
  '__proto__.polluted',
  'constructor.prototype.polluted',
  '__proto__[polluted]',
  '["__proto__"]["polluted"]',
  'a.__proto__.polluted',
  'a[constructor][prototype][polluted]',
  '__proto__\u0001',
  ' __proto__',
  '__proto__ ',
  '__PROTO__x',
  '$where',
  '$ne',
  'a"b',
  "a'b",
  'a\\b',
  'a;b',
  'a--b',
  '${a}',
  '{{a}}',
  '%s',
  'a\u2028b',
  '😀',
  '<script>',
]
const names = [...inherited, ...paths]
const values = [
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '[{"__proto__":{"polluted":true}}]',
  '{"a":{"__proto__":null}}',
]

test('the corpus has at least 40 names', () => {
  expect(new Set(names).size).toBeGreaterThanOrEqual(40)
})

test.each(['values', 'fields', 'row'] as const)(
  'columns of any name arrive as data under it, and change no prototype (track: %s)',
  async (track) => {
    await using project = new MemoryProject()
    project.sync = { track }
    project.model.columns = {
      id: 'integer',
      ...Object.fromEntries(names.map((name) => [name, 'string' as const])),
    }
    const row = (id: string, text: string) => [id, ...names.map((name) => `${text} ${name}`)]
    project.model.rows = [row('1', 'first'), row('2', 'first')]
    const report = await project.run()
    expect(report.error).toBeUndefined()
    expect(report).toMatchObject({ status: 'success', sent: 2 })
    const sent = project.memory.log[0]?.fields ?? {}
    for (const name of names) {
      const own = Object.getOwnPropertyDescriptor(sent, name)
      expect(own?.value, name).toBe(`first ${name}`)
    }
    expect(await project.run()).toMatchObject({ sent: 0, unchanged: 2 })
    project.model.rows = [row('1', 'second'), row('2', 'first')]
    const plan = await (await project.engine()).plan('things')
    expect(plan.changes.changed).toBe(1)
    expect(await project.run()).toMatchObject({ status: 'success', sent: 1 })
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    expect(Object.getPrototypeOf({})).toBe(Object.prototype)
  },
)

test('values that look like a prototype arrive as data, and so do keys', async () => {
  await using project = new MemoryProject()
  project.model.columns = { id: 'string', name: 'json' }
  project.model.rows = [
    ...values.map((value, index) => [String(index), value] as const),
    ...inherited.map((name) => [name, 'null'] as const),
  ]
  const report = await project.run()
  expect(report.error).toBeUndefined()
  expect(report).toMatchObject({ status: 'success', sent: values.length + inherited.length })
  const received = project.memory.log.slice(0, values.length).map(({ fields }) => fields['name'])
  expect(received.map((value) => JSON.stringify(value))).toEqual(values)
  expect([...project.memory.records.keys()]).toEqual(
    expect.arrayContaining(inherited.map((name) => JSON.stringify(name))),
  )
  expect(await project.run()).toMatchObject({ sent: 0 })
  const engine = await project.engine()
  expect(await engine.row({ key: ['__proto__'] })).toHaveLength(1)
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})
