import type { Clock } from '@revetl/sdk'
import { systemClock } from '@revetl/sdk/host'
import { expect, test } from 'vitest'
import type { Contract, ContractColumn } from '../../src/index.ts'
import { MemoryProject } from './memory-project.ts'

const place = { file: 'models/things.sql', line: 2, column: 8 }
const noon: Clock = { ...systemClock, now: () => Date.parse('2026-01-31T12:00:00Z') }

function column(name: string, more: Partial<ContractColumn> = {}): ContractColumn {
  const nothing = { type: undefined, isNotNull: false, isUnique: false, acceptedValues: undefined }
  return { name, ...nothing, place, ...more }
}

/** A project whose model has a contract and these rows. */
function contracted(contract: Partial<Contract>, rows: MemoryProject['model']['rows']) {
  const project = new MemoryProject()
  project.parts = { clock: noon }
  project.model.columns = {
    id: 'integer',
    email: 'string',
    score: 'decimal',
    rate: 'number',
    isOpen: 'boolean',
    at: 'timestamptz',
  }
  project.model.rows = rows
  const nothing = { columns: [], freshness: undefined, onViolation: 'fail' } as const
  project.modelMore = { contract: { ...nothing, ...contract } }
  return project
}

const rows = [
  ['1', 'ada@example.com', '1.50', '0.5', 'true', '2026-01-31T10:00:00Z'],
  ['2', 'ada@example.com', '2', '1', 'false', '2026-01-30T10:00:00.25Z'],
  ['3', null, null, null, null, null],
] as const

test('rows that keep the contract are sent, and nothing is said of it', async () => {
  const columns = [
    column('id', { type: 'integer', isNotNull: true, isUnique: true }),
    column('EMAIL', { type: 'string', acceptedValues: ['ada@example.com'] }),
    column('score', { acceptedValues: ['1.5', '2.00'] }),
    column('rate', { acceptedValues: ['0.50', '1'] }),
    column('isOpen', { acceptedValues: ['true', 'false'] }),
  ]
  const freshness = { column: 'at', maxAgeMs: 2 * 3_600_000, place }
  await using project = contracted({ columns, freshness }, rows)
  expect(await project.run()).toMatchObject({ status: 'success', sent: 3, notes: [] })
})

test.each([
  [column('email', { isNotNull: true }), 'email not_null', '1 row without a value (key 3)'],
  [column('email', { isUnique: true }), 'email unique', '2 rows that share their value (key 1, 2)'],
  [
    column('id', { acceptedValues: ['1', '3'] }),
    'id accepted_values',
    '1 row with another value (key 2)',
  ],
  [column('score', { acceptedValues: ['1.5', 'x'] }), 'score accepted_values', '(key 2)'],
  [column('rate', { acceptedValues: ['1'] }), 'rate accepted_values', '(key 1)'],
  [column('isOpen', { acceptedValues: ['true'] }), 'isOpen accepted_values', '(key 2)'],
  [column('email', { type: 'uuid' }), 'email type', 'expected uuid, got string'],
  [column('phone'), 'phone', 'the model has no such column'],
])(
  '%o: the run stops before anything is sent, with the count and the keys',
  async (promised, name, words) => {
    await using project = contracted({ columns: [promised] }, rows)
    const report = await project.run()
    expect(report).toMatchObject({
      status: 'failed',
      sent: 0,
      error: { code: 'REV_MODEL_CONTRACT', place },
    })
    expect(report.error?.message).toContain(`the contract things: ${name} does not hold: `)
    expect(report.error?.message).toContain(words)
    expect(project.memory.batches).toEqual([])
    const engine = await project.engine()
    await expect(engine.plan('things')).rejects.toMatchObject({ code: 'REV_MODEL_CONTRACT' })
  },
)

function fresh(hours: number): Contract['freshness'] {
  return { column: 'at', maxAgeMs: hours * 3_600_000, place }
}

test('the newest row may be as old as the contract says, and no older', async () => {
  await using young = contracted({ freshness: fresh(2) }, rows)
  expect((await young.run()).error).toBeUndefined()
  await using old = contracted({ freshness: fresh(1) }, rows)
  expect((await old.run()).error?.message).toContain(
    'at freshness does not hold: the newest row is of 2026-01-31T10:00:00Z, 2 h old where 1 h are allowed',
  )
})

test('a model without any time is not fresh, and a text is no time', async () => {
  const freshness = { column: 'at', maxAgeMs: 1, place }
  await using empty = contracted({ freshness }, rows.slice(2))
  expect((await empty.run()).error?.message).toContain('no row has a time')
  for (const [name, type] of [
    ['email', 'string'],
    ['id', 'integer'],
    ['isOpen', 'boolean'],
  ] as const) {
    await using other = contracted({ freshness: { ...freshness, column: name } }, rows)
    const { message } = (await other.run()).error ?? {}
    expect(message).toContain(`expected a date or timestamp, got ${type}`)
  }
})

test('all that is broken is told at once, and a few keys of many', async () => {
  const many = Array.from({ length: 9 }, (_, index) => [`${index}`, null, null, null, null, null])
  const columns = ['email', 'score'].map((name) => column(name, { isNotNull: true }))
  await using project = contracted({ columns }, many)
  const { error } = await project.run()
  expect(error?.message).toContain('9 rows without a value (key 0, 1, 2, 3, 4, …)')
  expect(error?.others.map(({ message }) => message)).toEqual([
    expect.stringContaining('score not_null'),
  ])
})

test('what only warns is noted, in the plan and in the run that sends', async () => {
  const columns = [column('email', { isNotNull: true })]
  await using project = contracted({ columns, onViolation: 'warn' }, rows)
  const note = 'the contract things: email not_null does not hold: 1 row without a value (key 3)'
  const engine = await project.engine()
  expect((await engine.plan('things')).notes).toEqual([note])
  expect(await engine.run('things')).toMatchObject({ status: 'success', sent: 3, notes: [note] })
})

test('check tells what the columns alone break', async () => {
  await using project = contracted({ columns: [column('phone', { isNotNull: true })] }, rows)
  const { findings } = await (await project.engine()).check({})
  expect(findings).toMatchObject([
    { severity: 'error', error: { code: 'REV_MODEL_CONTRACT', place } },
  ])
})

test('a contract names a row by its key, whatever the model calls its columns and tables', async () => {
  const columns = [column('"odd" name', { isNotNull: true })]
  await using project = contracted({ columns }, [['1', null]])
  project.model.columns = { id: 'integer', '"odd" name': 'string' }
  expect((await project.run()).error?.message).toContain('1 row without a value (key 1)')
})
