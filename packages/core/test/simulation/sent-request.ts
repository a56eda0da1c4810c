import type { Dispatcher } from 'undici'
import { payloadOf, type Fields, type SentRequest } from './destination-model.ts'
import { presentedVersion } from './grant-model.ts'
import type { SimWorker } from './sim-worker.ts'
import type { World } from './world.ts'

/** Where access tokens are asked for. */
export const tokenPath = '/token'

/** A request as a worker hands it to the socket. */
export function sentRequest(
  world: World,
  worker: SimWorker,
  options: Dispatcher.DispatchOptions,
  body: string,
): SentRequest {
  const headers = headerMap(options.headers)
  const path = options.path
  const isToken = path === tokenPath
  const { rows = [] } = body === '' || isToken ? {} : (JSON.parse(body) as { rows?: RawRow[] })
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
    resends: resendsOf(world, worker),
    sentMs: undefined,
    fault: undefined,
    isAnswered: false,
    isOver: false,
    accessToken: headers.get('authorization')?.slice('Bearer '.length),
    presents: isToken ? presentedVersion(body) : undefined,
    verdicts: new Map(),
  }
}

/**
 * What a run sends before it has read is what the last run that had read left, by the sync of that time: the runs in
 * between may have come no further than that either.
 */
function resendsOf(world: World, { run }: SimWorker): number {
  if (run === undefined) return world.resends
  const isReplay = run.hasRecovered && run.readVersion === undefined
  const before = isReplay
    ? world.runs
        .slice(0, world.runs.indexOf(run))
        .findLast(({ readVersion }) => readVersion !== undefined)
    : undefined
  return before?.resends ?? run.resends
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
