import { defineConformance } from '@revetl/testkit'
import { ExactNumber } from '@revetl/sdk'
import { startTemplate, type SimulatedTable } from './simulator.ts'

const people: SimulatedTable = {
  columns: [
    { name: 'id', type: 'integer' },
    { name: 'email', type: 'text' },
    { name: 'balance', type: 'decimal' },
    { name: 'is_member', type: 'boolean' },
    { name: 'born', type: 'date' },
    { name: 'seen_at', type: 'instant' },
    { name: 'tags', type: 'list' },
  ],
  rows: [
    [
      new ExactNumber('9223372036854775807'),
      'grüße@example.com',
      '12345678901234567890.10',
      true,
      '2024-02-29',
      '2026-01-31T13:05:00.250Z',
      ['a', '👩‍💻'],
    ],
    [2, '', '0', false, '1970-01-01', '2026-01-31T13:05:00.000Z', []],
    [3, null, null, null, null, null, null],
  ],
}
const columns = [
  { name: 'id', type: 'integer' },
  { name: 'score', type: 'integer' },
]
const rowsOf = (score: number) => Array.from({ length: 12_000 }, (_, id) => [id, score])
const table = (name: string) => ({ kind: 'table', table: [name] }) as const

export default defineConformance({
  kind: 'source',
  start: async () => {
    const simulator = await startTemplate({
      people,
      scores: { columns, rows: rowsOf(1) },
      nobody: { columns, rows: [] },
    })
    return {
      config: { apiKey: 'simulated-key', baseUrl: simulator.url },
      simulator,
      models: [
        {
          name: 'people, with a value of every type',
          model: table('people'),
          columns: [
            { name: 'id', type: 'integer' },
            { name: 'email', type: 'string' },
            { name: 'balance', type: 'decimal' },
            { name: 'is_member', type: 'boolean' },
            { name: 'born', type: 'date' },
            { name: 'seen_at', type: 'timestamptz' },
            { name: 'tags', type: 'json' },
          ],
          rows: [
            [
              '9223372036854775807',
              'grüße@example.com',
              '12345678901234567890.10',
              'true',
              '2024-02-29',
              '2026-01-31T13:05:00.25Z',
              '["a","👩‍💻"]',
            ],
            ['2', '', '0', 'false', '1970-01-01', '2026-01-31T13:05:00Z', '[]'],
            ['3', null, null, null, null, null, null],
          ],
        },
      ],
      large: { model: table('scores'), rows: 12_000 },
      empty: table('nobody'),
      refused: [
        { model: table('nowhere'), code: 'REV_MODEL_NOT_FOUND' },
        { model: { kind: 'sql', sql: 'select 1' }, code: 'REV_MODEL_SQL' },
      ],
      change: async () => void simulator.tables.set('scores', { columns, rows: rowsOf(2) }),
      breakRead: async () => simulator.faults.rate({ kind: 'truncate' }, 1),
      [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
    }
  },
  samples: [
    { name: 'a key alone', config: { apiKey: 'key' } },
    { name: 'no key', config: {}, invalidAt: 'apiKey' },
    {
      name: 'another protocol',
      config: { apiKey: 'key', baseUrl: 'ftp://x' },
      invalidAt: 'baseUrl',
    },
  ],
})
