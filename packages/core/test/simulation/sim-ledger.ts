import { RevError } from '@revetl/sdk'
import type { Lease, Ledger } from '../../src/ledger.ts'
import type { LedgerCall } from './ledger-call.ts'
import type { SimWorker } from './sim-worker.ts'
import type { World } from './world.ts'

/** Methods that read; everything else writes. */
const readers: ReadonlySet<string> = new Set([
  'heldRenewals',
  'snapshot',
  'unfinishedRuns',
  'lastBatch',
  'sessionState',
  'rejects',
  'countRejects',
  'runByNumber',
  'runs',
  'cacheGet',
])
const streams: ReadonlySet<string> = new Set(['delivered', 'rejectIndex'])

/** The ledger of one life of a worker: each call is one effect, and a write can fail before or after it is durable. */
export function simLedger(world: World, worker: SimWorker, ledger: Ledger): Ledger {
  return new Proxy(ledger, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      const method = value.bind(target) as (...args: unknown[]) => unknown
      if (typeof name === 'symbol') return method
      if (streams.has(name)) return streamed(world, worker, name, method)
      return (...args: unknown[]) => called(world, worker, { name, method, args })
    },
  })
}

interface Call {
  readonly name: string
  readonly method: (...args: unknown[]) => unknown
  readonly args: readonly unknown[]
}

function called(world: World, worker: SimWorker, { name, method, args }: Call): Promise<unknown> {
  const { scheduler } = world
  const isWrite = !readers.has(name)
  return scheduler.perform(worker.actor, `ledger ${name}`, worker.latencyMs(), async () => {
    const failure = isWrite ? worker.storeFailure() : undefined
    if (failure === 'before') {
      world.onStoreFailure(worker, name)
      if (name === 'releaseLease' && isTokenLock((args[0] as Lease).sync)) world.leftLocks++
      throw storeError(name)
    }
    try {
      const result = await method(...args)
      if (isWrite) world.ledgerWrites++
      noteLock(world, worker, { name, args, result })
      await world.listeners?.onLedger(worker, { name, args, result })
      if (failure === 'after') {
        world.onStoreFailure(worker, name)
        // It is held, and nobody in the process knows.
        if (name === 'acquireLease' && isTokenLock(args[0])) world.leftLocks++
        throw storeError(name)
      }
      return result
    } catch (error) {
      if (failure === undefined) world.onLedgerError(worker, args[0] as Lease, error)
      if (name === 'acquireLease' && isTokenLock(args[0])) world.grant?.waits(worker)
      throw error
    }
  })
}

/** Whoever dies with the lock of a grant lets it go: others see at once that its process is gone. */
function noteLock(world: World, worker: SimWorker, { name, args, result }: LedgerCall): void {
  if (name === 'acquireLease' && isTokenLock(args[0])) {
    worker.locks.set(args[0], result as Lease)
    if (world.grant?.enters(worker) === true) world.goals.hit('refresh race with rotation')
  }
  if (name === 'releaseLease') worker.locks.delete((args[0] as Lease).sync)
}

function isTokenLock(name: unknown): name is string {
  return typeof name === 'string' && name.startsWith('#token:')
}

function streamed(world: World, worker: SimWorker, name: string, method: Call['method']) {
  return async function* (...args: unknown[]) {
    await world.scheduler.perform(
      worker.actor,
      `ledger ${name}`,
      worker.latencyMs(),
      () => undefined,
    )
    yield* method(...args) as AsyncIterable<unknown>
  }
}

function storeError(name: string): RevError {
  return new RevError('REV_STATE_WRITE', `Failed to write the ledger (${name}): no space left.`)
}
