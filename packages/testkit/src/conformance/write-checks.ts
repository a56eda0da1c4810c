import assert from 'node:assert/strict'
import { errorMessage, type Outcome, type ValueRecord } from '@revetl/sdk'
import type { WriteCheck } from './check.ts'
import type { ConformanceTarget } from './target.ts'
import type { WriteCase } from './write-case.ts'

/** What every operation promises. That each id has exactly one outcome is checked with every write. */
export const writeChecks: readonly WriteCheck[] = [
  {
    id: 'W03',
    title: 'takes batches of one, of two and of the most that it declares',
    severity: 'must',
    run: async (target, writeCase) => {
      for (const size of await batchSizes(target, writeCase)) {
        const outcomes = await writeFresh(target, writeCase, records(size, writeCase.record))
        assertAll(outcomes, ['ok'], `a batch of ${size}`)
      }
    },
  },
  {
    id: 'W05',
    title: 'takes the same records a second time without a failure',
    severity: 'must',
    operations: ['upsert', 'update', 'delete', 'add', 'remove'],
    run: async (target, writeCase) => {
      const same = records(2, writeCase.record)
      await using destination = await target.open()
      await writeCase.prepare?.(same, destination)
      assertAll(await target.write(destination, writeCase, same), ['ok'], 'the first time')
      const again = await target.write(destination, writeCase, same)
      assertAll(again, ['ok', 'skipped'], 'the second time')
    },
  },
  {
    id: 'W08',
    title: 'an update of a record that is not there is skipped',
    severity: 'must',
    operations: ['update'],
    run: async (target, writeCase) => {
      await using destination = await target.open()
      const outcomes = await target.write(destination, writeCase, records(1, writeCase.record))
      assert.deepEqual(outcomes.map(reasonOf), ['no-match'], JSON.stringify(outcomes))
    },
  },
  {
    id: 'W09',
    title: 'a create of a record that is there is skipped',
    severity: 'must',
    operations: ['create'],
    run: async (target, writeCase) => {
      await using destination = await target.open()
      if ((await destination.operation(writeCase)).matchOn === undefined) {
        return { skipped: 'nothing tells whether a record is there' }
      }
      const one = records(1, writeCase.record)
      await writeCase.prepare?.(one, destination)
      assertAll(await target.write(destination, writeCase, one), ['ok'], 'the first time')
      const again = await target.write(destination, writeCase, one)
      assert.deepEqual(again.map(reasonOf), ['exists'], JSON.stringify(again))
      return undefined
    },
  },
  {
    id: 'W10',
    title: 'a delete of a record that is not there is no failure',
    severity: 'must',
    operations: ['delete'],
    run: async (target, writeCase) => {
      await using destination = await target.open()
      const outcomes = await target.write(destination, writeCase, records(1, writeCase.record))
      assertAll(outcomes, ['ok', 'skipped'], 'a record that never was there')
    },
  },
  {
    id: 'F01',
    title: 'rejects exactly the bad record of a batch, wherever it stands',
    severity: 'must',
    run: async (target, writeCase) => {
      const { badRecord, record } = writeCase
      const [, , most = 1] = await batchSizes(target, writeCase)
      if (badRecord === undefined) return { skipped: 'the case has no bad record' }
      if (most < 3) return { skipped: 'its batches are too small' }
      for (const place of [0, 1, 2]) {
        const mixed = records(3, (index) => (index === place ? badRecord(index) : record(index)))
        await assertOneRejected(target, writeCase, mixed, place)
      }
      return undefined
    },
  },
  {
    id: 'L04',
    title: 'sends nothing once the run was stopped',
    severity: 'must',
    run: async (target, writeCase) => {
      const some = records(2, writeCase.record)
      await using destination = await target.open()
      if ((await destination.operation(writeCase)).session !== undefined) {
        return { skipped: 'a session takes nothing back but by abort' }
      }
      await writeCase.prepare?.(some, destination)
      const before = target.options.requestCount?.()
      const outcomes = await target
        .write(destination, writeCase, some, AbortSignal.abort(new Error('The run was stopped.')))
        .catch(() => [])
      assert.ok(
        outcomes.every(({ status }) => status !== 'ok'),
        'a record is ok after the stop',
      )
      assert.equal(target.options.requestCount?.(), before, 'requests were sent after the stop')
      return undefined
    },
  },
]

const reasonOf = (outcome: Outcome): string =>
  outcome.status === 'skipped' ? outcome.reason : outcome.status

const records = (count: number, make: (index: number) => ValueRecord): readonly ValueRecord[] =>
  Array.from({ length: count }, (_, index) => make(index))

/** 1, 2 and as many of the case's records as a batch may have. */
async function batchSizes(
  target: ConformanceTarget,
  writeCase: WriteCase,
): Promise<readonly number[]> {
  await using destination = await target.open()
  const { recordsMax, bytesMax = Infinity } = (await destination.operation(writeCase)).batch
  let bytes = 1
  let most = 0
  while (most < recordsMax) {
    bytes += Buffer.byteLength(JSON.stringify(writeCase.record(most))) + 1
    if (bytes > bytesMax) break
    most += 1
  }
  return [...new Set([1, Math.min(2, most), most])]
}

async function writeFresh(
  target: ConformanceTarget,
  writeCase: WriteCase,
  fresh: readonly ValueRecord[],
): Promise<readonly Outcome[]> {
  await using destination = await target.open()
  await writeCase.prepare?.(fresh, destination)
  // Awaited here: the destination is closed when this function ends.
  return await target.write(destination, writeCase, fresh)
}

function assertAll(
  outcomes: readonly Outcome[],
  allowed: readonly Outcome['status'][],
  what: string,
): void {
  const other = outcomes.find(({ status }) => !allowed.includes(status))
  assert.equal(other, undefined, `${what}: ${JSON.stringify(other)}`)
}

async function assertOneRejected(
  target: ConformanceTarget,
  writeCase: WriteCase,
  mixed: readonly ValueRecord[],
  place: number,
): Promise<void> {
  await using destination = await target.open()
  await writeCase.prepare?.(
    mixed.filter((_, index) => index !== place),
    destination,
  )
  const { atomicity } = await destination.operation(writeCase)
  const outcomes = await target.write(destination, writeCase, mixed).catch((error: unknown) => {
    // The host bisects: a refused request of an all-or-nothing operation has written nothing.
    assert.equal(atomicity, 'all-or-nothing', errorMessage(error))
    assert.equal((error as { delivery?: unknown }).delivery, 'rejected', errorMessage(error))
  })
  if (outcomes === undefined) {
    const alone = mixed[place]
    assert.ok(alone)
    const [outcome] = await target.write(destination, writeCase, [alone])
    assert.equal(outcome?.status, 'rejected', 'the bad record alone')
    return
  }
  const expected = mixed.map((_, index) => (index === place ? 'rejected' : 'ok'))
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    expected,
    JSON.stringify(outcomes),
  )
  const shown = JSON.stringify(outcomes)
  for (const secret of await target.secrets()) {
    assert.ok(!shown.includes(secret), 'an outcome shows a secret')
  }
}
