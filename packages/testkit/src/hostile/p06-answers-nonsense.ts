import { ok, rejected, type Batch } from '@revetl/sdk'
import type { HostileDestination, HostileFixture } from './fixture.ts'
import { writeHonestly, writing } from './honest-destination.ts'

/** Writes, and then answers something else. */
function answering(answer: (batch: Batch) => unknown): () => HostileDestination {
  return writing(async (batch, ctx) => {
    await writeHonestly(batch, ctx)
    return answer(batch)
  })
}

const each = (make: (id: string) => unknown) =>
  answering(({ changes }) => changes.map(({ id }) => make(id)))

function throwing(): never {
  throw new Error('you should not have looked')
}

/** A yes on the first look at its status, and something else afterwards. */
function wavering(id: string): object {
  let looks = 0
  return {
    id,
    effect: 'written',
    get status() {
      return looks++ === 0 ? 'ok' : 'nonsense'
    },
  }
}

function endless(batch: Batch): unknown {
  const list = batch.changes.map((change) => ok(change))
  return Object.assign(list, {
    *[Symbol.iterator]() {
      for (;;) yield list[0]
    },
  })
}

const isLong = (batch: Batch) =>
  new Proxy([], {
    get: (_target, name) => (name === 'length' ? 4_294_967_295 : ok(batch.changes[0] as never)),
  })

/** Connectors whose answer is not what the contract says. */
export const p06: HostileFixture = {
  id: 'P-06',
  kind: 'connectors',
  contained: 'in-process',
  does: 'answers with wrong counts, wrong ids, polluted prototypes, getters, proxies, or a gigabyte',
  promise: 'Every such answer is refused as a breach of the contract, and acknowledges nothing.',
  variants: {
    nothing: answering(() => undefined),
    null: answering(() => null),
    'a text': answering(() => 'ok'),
    'an object by id': answering(({ changes }) =>
      Object.fromEntries(changes.map((change) => [change.id, ok(change)])),
    ),
    'an empty list': answering(() => []),
    'numbers for outcomes': each(Number),
    'ids that are numbers': each((id) => ({ ...ok({ id }), id: Number(id) })),
    'no ids': each(() => ({ status: 'ok', effect: 'written' })),
    'ids of other records': each((id) => ok({ id: `${id}000` })),
    'yes and no for the same record': answering(({ changes }) =>
      changes.flatMap((change) => [ok(change), rejected(change, { message: 'no' })]),
    ),
    'yes twice': answering(({ changes }) => changes.flatMap((one) => [ok(one), ok(one)])),
    'an unknown status': each((id) => ({ id, status: 'done' })),
    'a status of the prototype': each((id) => ({ id, status: 'constructor' })),
    'an own __proto__ that says yes': each(
      (id): unknown =>
        JSON.parse(`{"id":"${id}","__proto__":{"status":"ok","effect":"written"}}`) as unknown,
    ),
    'a status that throws': each((id) => ({
      id,
      effect: 'written',
      get status() {
        return throwing()
      },
    })),
    'a status that changes': each(wavering),
    'a proxy that refuses every question': each(() => new Proxy({}, { get: throwing })),
    'a list that refuses every question': answering(() => new Proxy([], { get: throwing })),
    'a list without an end': answering(endless),
    'a list of four billion': answering(isLong),
    'a remote id of 256 MB': each((id) => ok({ id }, 'written', 'x'.repeat(2 ** 28))),
    'a vendor code of 256 MB': each((id) =>
      rejected({ id }, { message: 'no', vendorCode: 'x'.repeat(2 ** 28) }),
    ),
    'a wait of NaN': each((id) => ({
      id,
      status: 'retry',
      code: 'REV_RECORD_TRANSIENT',
      scope: 'record',
      afterMs: Number.NaN,
    })),
    'an error code of its own': each((id) => ({
      id,
      status: 'rejected',
      code: 'ACME_1',
      message: 'no',
    })),
  },
}
