import { expect, test } from 'vitest'
import { openIntercom } from './open-intercom.ts'

const orders = { object: 'Order', operation: 'upsert' } as const
const options = { customObjects: ['Order'] }

test('are upserted and deleted by your own id, with one request each', async () => {
  await using pair = await openIntercom(options)
  await pair.intercom.discover()
  pair.requests()
  const records = [{ external_id: 'o-1', external_created_at: '2026-01-31', total: 1.5 }]
  expect(await pair.intercom.write({ ...orders, records })).toMatchObject([{ effect: 'written' }])
  expect(pair.simulator.workspace.instances.get('Order')?.get('o-1')?.values).toEqual({
    external_id: 'o-1',
    external_created_at: 1_769_817_600,
    custom_attributes: { total: 1.5 },
  })
  const remove = { ...orders, operation: 'delete', records: [{ external_id: 'o-1' }] } as const
  expect(await pair.intercom.write(remove)).toMatchObject([{ effect: 'deleted' }])
  expect(await pair.intercom.write(remove)).toMatchObject([{ effect: 'unchanged' }])
  expect(pair.requests()).toEqual([
    'POST /custom_object_instances/Order',
    'DELETE /custom_object_instances/Order',
    'DELETE /custom_object_instances/Order',
  ])
})

test('of a type that is not in the catalog can be written all the same', async () => {
  await using pair = await openIntercom(options)
  const { isOpen, objects } = await pair.intercom.discover()
  expect([isOpen, objects.some(({ name }) => name === 'Order')]).toEqual([undefined, false])
  const records = [{ external_id: 'o-1', total: 1 }]
  expect(await pair.intercom.write({ ...orders, records })).toMatchObject([{ status: 'ok' }])
})

test.each(['upsert', 'update', 'delete'] as const)(
  'of a type that is not there, a %s ends the write and rejects no record',
  async (operation) => {
    await using pair = await openIntercom()
    const write = pair.intercom.write({
      object: 'Order',
      operation,
      records: [{ external_id: 'o-1' }],
    })
    await expect(write).rejects.toThrow(
      expect.objectContaining({ code: 'REV_CONFIG_INVALID', delivery: 'not-applied' }),
    )
  },
)
