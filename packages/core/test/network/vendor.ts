import type { ValueRecord } from '@revetl/sdk'
import { reply, route, startSimulator, type Reply, type Simulator } from '@revetl/testkit/simulator'

/** A vendor that keeps records by their id, and what it says of each. */
export interface Vendor extends AsyncDisposable {
  readonly simulator: Simulator
  readonly records: ReadonlyMap<string, ValueRecord>
  /** How often each record was applied. */
  readonly applied: ReadonlyMap<string, number>
  /** The records of each request that reached the vendor's end point, in order. */
  readonly batches: readonly (readonly string[])[]
  /** Why a record is refused; nothing for a good one. */
  judge: (record: ValueRecord) => string | undefined
  /** What the vendor says to a whole request before it looks at the records. */
  refuse: (ids: readonly string[], operation: string) => Reply | undefined
}

interface Sent {
  readonly records: readonly { readonly change: string; readonly fields: ValueRecord }[]
}

/** Starts a vendor for an HTTP project. */
export async function startVendor(): Promise<Vendor> {
  const records = new Map<string, ValueRecord>()
  const applied = new Map<string, number>()
  const batches: string[][] = []
  const write = route('POST', '/:operation', (request, { operation }, { accept }) => {
    const { records: sent } = request.json as unknown as Sent
    const ids = sent.map(({ fields }) => JSON.stringify(fields['id']))
    batches.push(ids)
    const refusal = vendor.refuse(ids, operation)
    if (refusal) return refusal
    const results = sent.map(({ change, fields }, index) => {
      const error = vendor.judge(fields)
      if (error !== undefined) return { change, error }
      const id = ids[index] ?? ''
      applied.set(id, (applied.get(id) ?? 0) + 1)
      if (operation === 'delete') records.delete(id)
      else records.set(id, { ...records.get(id), ...fields })
      accept({ object: 'things', operation, key: id, payload: { ...fields } })
      return { change }
    })
    return reply(200, { results })
  })
  const simulator = await startSimulator({
    routes: [write],
    errors: {
      unauthorized: () => reply(401, {}),
      throttled: () => reply(429, {}),
      notFound: () => reply(404, {}),
    },
    resultLists: (body) => [(body as { results: unknown[] }).results],
    foreignResult: () => ({ change: 'foreign' }),
  })
  const vendor: Vendor = {
    simulator,
    records,
    applied,
    batches,
    judge: () => undefined,
    refuse: () => undefined,
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  }
  return vendor
}
