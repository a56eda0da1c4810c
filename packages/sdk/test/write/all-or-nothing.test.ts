import { expect, test } from 'vitest'
import { allOrNothing, ok, unknown } from '../../src/index.ts'
import { answer, batchOf, contextOf, recordsOf } from './call.ts'

test('a 2xx is a yes to every change', async () => {
  const write = allOrNothing(async () => answer(200), { effect: 'created' })
  expect(await write(batchOf(recordsOf(2)), contextOf())).toEqual([
    { id: 'c0', status: 'ok', effect: 'created' },
    { id: 'c1', status: 'ok', effect: 'created' },
  ])
})

test('the body of a 2xx can say more than its status', async () => {
  const write = allOrNothing(async () => answer(200, { ok: false }), {
    accepted: (response) => (change) =>
      (response.json() as { ok: boolean }).ok ? ok(change) : unknown(change),
  })
  const outcomes = await write(batchOf(recordsOf(2)), contextOf())
  expect(outcomes.map(({ status }) => status)).toEqual(['unknown', 'unknown'])
})

test('refused content of several changes is thrown as rejected, so that the host bisects', async () => {
  for (const status of [400, 409, 422]) {
    const write = allOrNothing(async () => answer(status, { message: 'One is bad.' }))
    await expect(write(batchOf(recordsOf(2)), contextOf())).rejects.toMatchObject({
      code: 'REV_HTTP_STATUS',
      delivery: 'rejected',
    })
  }
})

test('refused content of a change alone is its reject, in the vendor’s words', async () => {
  const write = allOrNothing(async () =>
    answer(422, { error: { code: 'E7', message: 'No name.' } }),
  )
  expect(await write(batchOf(recordsOf(1)), contextOf())).toEqual([
    {
      id: 'c0',
      status: 'rejected',
      code: 'REV_RECORD_REJECTED',
      message: 'No name.',
      vendorCode: 'E7',
    },
  ])
})

test('a missing object ends the run, however many changes there are', async () => {
  for (const count of [1, 2]) {
    const write = allOrNothing(async () => answer(404))
    await expect(write(batchOf(recordsOf(count)), contextOf())).rejects.toMatchObject({
      code: 'REV_CONFIG_INVALID',
    })
  }
})
