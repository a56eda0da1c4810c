import type { DiscoveryReport } from '@revetl/core'
import { expect, test } from 'vitest'
import { selectTables } from '../src/project/select-tables.ts'
import { discoverySummary, discoveryText } from '../src/text/discovery-text.ts'
import { plainStyle as style } from '../src/text/style.ts'

const table = (name: string, ...columns: string[]) => ({
  path: name.split('.'),
  columns: columns.map((column) => ({
    name: column,
    type: 'string' as const,
    sourceType: 'TEXT',
    nullable: false,
  })),
})
const lake: DiscoveryReport = {
  connection: 'lake',
  kind: 'source',
  connector: 'rev-source-lake@1.0.0',
  tables: [
    table('main.orders', 'id', 'total'),
    table('main.order_lines', 'id'),
    table('crm.main.people', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
  ],
  objects: [],
  isOpen: false,
}

test.each([
  ['orders', ['main.orders']],
  ['MAIN.Orders', ['main.orders']],
  ['main.people', ['crm.main.people']],
  ['order', ['main.orders', 'main.order_lines']],
  [undefined, ['main.orders', 'main.order_lines', 'crm.main.people']],
])('the name %s means %j', (name, expected) => {
  expect(selectTables(lake, name).map(({ path }) => path.join('.'))).toEqual(expected)
})

test('a name that no table has is an error with the nearest one', () => {
  expect(() => selectTables(lake, 'oders')).toThrow(
    expect.objectContaining({ code: 'REV_CONFIG_REFERENCE', hint: 'Did you mean orders?' }),
  )
})

test('tables are listed, and a single one has its columns', () => {
  expect(discoverySummary(lake)).toBe('lake: 3 tables.')
  const listed = discoveryText(lake, { name: undefined, style })
  expect(listed).toMatch(/^main\.orders +2 {2}id, total$/m)
  expect(listed).toContain('a, b, c, d, e, f … 2 more')
  const tables = selectTables(lake, 'orders')
  expect(discoveryText({ ...lake, tables }, { name: 'orders', style })).toBe(
    [
      'main.orders',
      '',
      'column  type    at the source',
      'id      string  TEXT           not null',
      'total   string  TEXT           not null',
    ].join('\n'),
  )
})

test('a list that no terminal can show says how many are left out', () => {
  const tables = Array.from({ length: 1000 }, (_, index) => table(`t${index}`, 'id'))
  const text = discoveryText({ ...lake, tables }, { name: undefined, style })
  expect(text.split('\n')).toHaveLength(202)
  expect(text).toMatch(/… and 800 more tables: name a part of its name, or use --json\.$/)
})

const crm: DiscoveryReport = {
  connection: 'crm',
  kind: 'destination',
  connector: 'rev-destination-crm@1.0.0',
  tables: [],
  isOpen: true,
  objects: [
    {
      name: 'contacts',
      title: 'Contacts',
      description: undefined,
      modes: ['upsert', 'mirror'],
      operations: ['upsert', 'delete'],
      matchOn: [['email'], ['region', 'number']],
      isOpen: false,
      hasLookup: true,
      fields: [
        { name: 'email', type: 'string', required: true, unique: true, pii: 'email' },
        { name: 'stage', type: 'string', enum: ['new', 'old'], title: 'Stage\u001b[31m' },
        { name: 'created', type: 'timestamptz', readOnly: true, maxLength: 9, nullable: false },
      ],
    },
  ],
}

test('objects are listed with their modes, and one of them has its fields and what they ask for', () => {
  const listed = discoveryText(crm, { name: undefined, style })
  expect(listed).toContain('contacts  upsert, mirror  email, region + number  Contacts')
  expect(listed).toContain('objects of other names as well')
  const one = discoveryText(crm, { name: 'contacts', style })
  expect(one).toContain('read back  yes: rev verify')
  expect(one).toContain('email    string       required, unique, personal: email')
  expect(one).toContain('one of new, old')
  expect(one).toContain('read-only, no null, at most 9 characters')
  expect(one).not.toContain('\u001b')
})

test('what shows nothing says what to check', () => {
  const nothing = { name: undefined, style }
  expect(discoveryText({ ...lake, tables: [] }, nothing)).toMatch(/shows no table/)
  expect(discoveryText({ ...crm, objects: [], isOpen: false }, nothing)).toMatch(/shows no object/)
})
