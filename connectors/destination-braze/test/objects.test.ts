import type { ValueRecord } from '@revetl/sdk'
import { describe, expect, test } from 'vitest'
import { openBraze, type BrazePair } from './open-braze.ts'

const event: ValueRecord = {
  external_id: 'u-1',
  name: 'rented_movie',
  time: '2026-11-27T08:00:00Z',
  title: 'The Sad Egg',
  note: null,
}
const append = ({ braze }: BrazePair, object: string, records: readonly ValueRecord[]) =>
  braze.write({ object, operation: 'append', records })

describe('events and purchases', () => {
  test('carry their own fields apart from their properties', async () => {
    await using pair = await openBraze()
    await append(pair, 'events', [event])
    const purchase = {
      product_id: 'book',
      currency: 'EUR',
      price: 9.99,
      quantity: 2,
      colour: 'red',
    }
    await append(pair, 'purchases', [{ external_id: 7, time: '2026-11-27T08:00:00Z', ...purchase }])
    expect(pair.simulator.workspace.events).toEqual([
      {
        external_id: 'u-1',
        name: 'rented_movie',
        time: '2026-11-27T08:00:00Z',
        properties: { title: 'The Sad Egg' },
      },
    ])
    expect(pair.simulator.workspace.purchases).toEqual([
      {
        external_id: '7',
        time: '2026-11-27T08:00:00Z',
        product_id: 'book',
        currency: 'EUR',
        price: 9.99,
        quantity: 2,
        properties: { colour: 'red' },
      },
    ])
  })

  test('of one user may be in one request, however many', async () => {
    await using pair = await openBraze()
    const outcomes = await append(pair, 'events', [event, event, event])
    expect(outcomes.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok'])
    expect(pair.simulator.workspace.events).toHaveLength(3)
  })

  test('that are bad are named, and the others are taken', async () => {
    await using pair = await openBraze()
    const records = [
      { ...event, time: 'yesterday' },
      { ...event, external_id: null },
      { ...event, name: null },
      { ...event, title: 'x'.repeat(256) },
      event,
    ]
    expect(await append(pair, 'events', records)).toMatchObject([
      { status: 'rejected', field: 'time', message: "'time' is not valid" },
      { status: 'rejected', message: 'It names no user.' },
      { status: 'rejected', message: 'name has no value.' },
      { status: 'rejected', code: 'REV_VALUE_TOO_LONG' },
      { status: 'ok', effect: 'accepted' },
    ])
  })

  test('whose answer is lost are not sent again, since they would be there twice', async () => {
    await using pair = await openBraze()
    pair.simulator.faults.next({ kind: 'reset', when: 'after' })
    await expect(append(pair, 'events', [event])).rejects.toThrow(
      expect.objectContaining({ delivery: 'unknown' }),
    )
    expect(pair.simulator.workspace.events).toHaveLength(1)
  })
})

const object = 'catalog_restaurants'
const item = { id: 'r-1', Name: 'Egg', City: 'Ulm', Rating: 4, Open: true }
const itemsOf = ({ simulator }: BrazePair) => simulator.workspace.catalogs.get('restaurants')?.items

describe('items of a catalog', () => {
  test('that are new are written whole, and edited by what has changed', async () => {
    await using pair = await openBraze()
    await pair.braze.write({ object, operation: 'upsert', records: [item] })
    const records = [
      { id: 'r-1', Rating: 5 },
      { ...item, id: 'r-2', City: null },
    ]
    const outcomes = await pair.braze.write({
      object,
      operation: 'upsert',
      records,
      kinds: ['changed', 'added'],
    })
    expect(outcomes.map(({ status }) => status)).toEqual(['ok', 'ok'])
    expect(itemsOf(pair)?.get('r-1')).toEqual({ ...item, Rating: 5 })
    expect(itemsOf(pair)?.get('r-2')).toEqual({ id: 'r-2', Name: 'Egg', Rating: 4, Open: true })
    expect(pair.simulator.log.map(({ operation }) => operation)).toEqual(['PUT', 'PUT', 'PATCH'])
  })

  test('are not written where a field of the catalog is not mapped, which would be emptied', async () => {
    await using pair = await openBraze()
    const records = [{ id: 'r-1', Name: 'Egg' }]
    await expect(pair.braze.write({ object, operation: 'upsert', records })).rejects.toThrow(
      /City, Rating, Open would be emptied/,
    )
    expect(pair.simulator.log).toEqual([])
  })

  test('that are bad are named by their ids, and the others are written', async () => {
    await using pair = await openBraze()
    const records = [item, { ...item, id: 'not good' }, { ...item, id: 'r-3' }]
    expect(await pair.braze.write({ object, operation: 'upsert', records })).toMatchObject([
      { status: 'ok' },
      { status: 'rejected', vendorCode: 'invalid-ids' },
      { status: 'ok' },
    ])
    expect([...(itemsOf(pair)?.keys() ?? [])]).toEqual(['r-1', 'r-3'])
  })

  test('are deleted by their ids, and again without harm', async () => {
    await using pair = await openBraze()
    await pair.braze.write({ object, operation: 'upsert', records: [item] })
    const remove = () => pair.braze.write({ object, operation: 'delete', records: [{ id: 'r-1' }] })
    expect(await remove()).toMatchObject([{ status: 'ok' }])
    expect(await remove()).toMatchObject([{ status: 'ok' }])
    expect(itemsOf(pair)?.size).toBe(0)
  })

  test('of a catalog that is gone end the run', async () => {
    await using pair = await openBraze()
    await pair.braze.discover()
    pair.simulator.workspace.catalogs.clear()
    await expect(
      pair.braze.write({ object, operation: 'delete', records: [{ id: 'r-1' }] }),
    ).rejects.toThrow(expect.objectContaining({ code: 'REV_CONFIG_INVALID' }))
  })
})
