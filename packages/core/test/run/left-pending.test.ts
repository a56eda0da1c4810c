import { retry, unknown } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { MemoryProject } from './memory-project.ts'

test('says why records stayed pending after their last attempt', async () => {
  await using project = new MemoryProject()
  project.model.rows = [['1', 'Ada', '1']]
  project.memory.rule = (batch) =>
    batch.changes.map((change) =>
      retry(change, { code: 'REV_NETWORK_UNREACHABLE', message: 'Nobody is there.' }),
    )
  const report = await project.run()
  expect(report).toMatchObject({
    status: 'failed',
    outcomes: { pending: 1 },
    error: { code: 'REV_NETWORK_UNREACHABLE', message: 'Nobody is there.', kind: 'environment' },
  })
})

test('says that nobody knows, where a record was sent and never answered', async () => {
  await using project = new MemoryProject()
  project.model.rows = [['1', 'Ada', '1']]
  project.memory.rule = (batch) => batch.changes.map((change) => unknown(change))
  const report = await project.run()
  expect(report).toMatchObject({ outcomes: { pending: 1 }, error: { code: 'REV_OUTCOME_UNKNOWN' } })
})

test('a run that delivered the other records is partial, with the reason', async () => {
  await using project = new MemoryProject()
  project.model.rows = [
    ['1', 'Ada', '1'],
    ['2', 'Grace', '1'],
  ]
  project.memory.rule = (batch, apply) => {
    const outcomes = apply()
    return outcomes.map((outcome, index) =>
      batch.changes[index]?.key[0] === 1 ? retry(outcome) : outcome,
    )
  }
  const report = await project.run()
  expect(report).toMatchObject({ status: 'partial', error: { code: 'REV_RECORD_TRANSIENT' } })
})
