import { expect, test } from 'vitest'
import { columnsAsFields } from '../test-project.ts'
import { MemoryProject } from './memory-project.ts'

const fields = columnsAsFields(['id', 'name', 'score'])
const rows = [
  ['1', 'Ada', '1.50'],
  ['2', 'Grace', null],
] as const

/** What the batches of a run say of their records. */
async function saidOfBatches(project: MemoryProject): Promise<ReadonlySet<boolean | undefined>> {
  const said = new Set<boolean | undefined>()
  project.memory.rule = (batch, apply) => {
    said.add(batch.hasAllFields)
    return apply()
  }
  expect(await project.run()).toMatchObject({ status: 'success' })
  return said
}

test('a batch says that all of its records carry all fields, a null among them', async () => {
  await using project = new MemoryProject()
  project.sync = { fields }
  project.model.rows = rows
  expect(await saidOfBatches(project)).toEqual(new Set([true]))
})

test('a batch says nothing of the kind where nulls are left out', async () => {
  await using project = new MemoryProject()
  project.sync = { fields: fields.map((field) => ({ ...field, nulls: 'omit' })) }
  project.model.rows = rows
  expect(await saidOfBatches(project)).toEqual(new Set([false]))
})

test('a batch says nothing of the kind where only what changed is sent, or records left', async () => {
  await using project = new MemoryProject()
  project.sync = { fields }
  project.options = { sends: 'changed' }
  project.model.rows = rows
  await project.run()
  project.model.rows = [['1', 'Ada Lovelace', '1.50']]
  expect(await saidOfBatches(project)).toEqual(new Set([false]))
})
