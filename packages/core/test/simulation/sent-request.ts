import type { Dispatcher } from 'undici'
import { payloadOf, type Fields, type SentRequest } from './destination-model.ts'
import type { SimWorker } from './sim-worker.ts'
import type { World } from './world.ts'

/** A request as a worker hands it to the socket. */
export function sentRequest(
  world: World,
  worker: SimWorker,
  options: Dispatcher.DispatchOptions,
  body: string,
): SentRequest {
  const headers = headerMap(options.headers)
  const path = options.path
  const { rows = [] } = body === '' ? {} : (JSON.parse(body) as { rows?: RawRow[] })
  return {
    number: world.nextRequest(),
    worker: worker.name,
    life: worker.life,
    runName: headers.get('x-run') ?? '',
    path,
    operation: headers.get('x-operation') ?? '',
    idempotencyKey: headers.get('idempotency-key') ?? '',
    rows: rows.map(({ id, key, fields }) => ({
      id,
      key: key[0] ?? Number.NaN,
      fields,
      payload: payloadOf(fields),
    })),
    bytes: body.length,
    dispatchedMs: world.scheduler.nowMs,
    resends: worker.run?.resends ?? world.resends,
    sentMs: undefined,
    fault: undefined,
    isAnswered: false,
    verdicts: new Map(),
  }
}

interface RawRow {
  readonly id: string
  readonly key: readonly number[]
  readonly fields: Fields
}

function headerMap(headers: unknown): ReadonlyMap<string, string> {
  const list = headers as readonly string[]
  const map = new Map<string, string>()
  for (let index = 0; index < list.length; index += 2) {
    map.set((list[index] ?? '').toLowerCase(), list[index + 1] ?? '')
  }
  return map
}
