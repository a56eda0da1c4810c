import { isRevError, ok, type Batch, type Destination, type ObjectDefinition } from '@revetl/sdk'
import type { Ledger, Settlement } from '../../src/ledger.ts'
import type { LocalDatabase } from '../../src/local-database.ts'
import type { Breakage } from './workshop.ts'

// Engines that do not keep their word, made by wrapping their ports. Each has to be noticed.

function wrapped<Port extends object>(port: Port, replaced: Partial<Port>): Port {
  return new Proxy(port, {
    get(target, name) {
      const own = replaced[name as keyof Port]
      if (own !== undefined) return own
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}

/** A ledger that says that it recorded what was delivered, and forgets the first record of each settlement. */
const forgetfulLedger = (ledger: Ledger): Ledger =>
  wrapped(ledger, {
    record: (lease, run, entries, at) => {
      const settlements = entries.settlements.map((one): Settlement => {
        return { ...one, delivered: one.delivered.slice(1) }
      })
      return ledger.record(lease, run, { ...entries, settlements }, at)
    },
  })

async function quiet(call: Promise<void>): Promise<void> {
  try {
    await call
  } catch (error) {
    if (!isRevError(error) || error.code !== 'REV_STATE_LEASE_LOST') throw error
  }
}

/** A ledger that says nothing to a worker whose lease is gone. */
const quietLedger = (ledger: Ledger): Ledger =>
  wrapped(ledger, {
    renewLease: (lease) => quiet(ledger.renewLease(lease)),
    record: (lease, run, entries, at) => quiet(ledger.record(lease, run, entries, at)),
    fold: (...args) => quiet(ledger.fold(...args)),
  })

/** A ledger that keeps no rejects. */
const carelessLedger = (ledger: Ledger): Ledger =>
  wrapped(ledger, {
    record: (lease, run, entries, at) => {
      const settlements = entries.settlements.map((one) => ({ ...one, rejects: [] }))
      return ledger.record(lease, run, { ...entries, settlements }, at)
    },
  })

const isTokenLock = (sync: string) => sync.startsWith('#token:')

/** A ledger whose lock of a grant lets everybody in. */
const openLedger = (ledger: Ledger): Ledger =>
  wrapped(ledger, {
    acquireLease: async (sync, silentRenewals) =>
      isTokenLock(sync) ? { sync, epoch: 0 } : ledger.acquireLease(sync, silentRenewals),
    releaseLease: async (lease) => {
      if (!isTokenLock(lease.sync)) await ledger.releaseLease(lease)
    },
  })

/** A ledger that keeps no tokens. */
const tokenlessLedger = (ledger: Ledger): Ledger =>
  wrapped(ledger, {
    cacheSet: async (connection, entries) => {
      if (connection !== '#tokens') await ledger.cacheSet(connection, entries)
    },
  })

/** A connector that says yes to everything that it was not answered about. */
const gullibleDestination = (definition: Destination): Destination => {
  const things = definition.objects['things'] as ObjectDefinition
  const operations = Object.entries(things.operations).flatMap(([name, operation]) => {
    if (operation === undefined) return []
    const write: typeof operation.write = async (batch, ctx) => {
      const outcomes = await operation.write(batch, ctx)
      const named = new Set(outcomes.map(({ id }) => id))
      return [
        ...outcomes,
        ...batch.changes.filter(({ id }) => !named.has(id)).map((one) => ok(one)),
      ]
    }
    return [[name, { ...operation, write }]]
  })
  const broken = {
    ...things,
    operations: Object.fromEntries(operations) as typeof things.operations,
  }
  return { ...definition, objects: { things: broken } }
}

const sayYes = async ({ changes }: Batch) => changes.map((one) => ok(one))

/** A destination that is told nothing and answers yes to every removal. */
const lazyDestination = (definition: Destination): Destination => {
  const things = definition.objects['things'] as ObjectDefinition
  const remove = things.operations.delete
  if (remove === undefined) return definition
  const operations = { ...things.operations, delete: { ...remove, write: sayYes } }
  return { ...definition, objects: { things: { ...things, operations } } }
}

/** A local engine that finds no removals, as a diff that forgets them would. */
const blindDatabase = (database: LocalDatabase): LocalDatabase =>
  wrapped(database, {
    run: (sql) => database.run(sql.replaceAll("'removed'", "'same'")),
  })

/** An engine that is broken on purpose, and the invariants that may notice it. */
export interface BrokenEngine {
  readonly name: string
  readonly breakage: Breakage
  readonly noticedBy: readonly string[]
  /** A seed that shows it. */
  readonly noticedAt: number
}

/** Engines that the simulation has to see through. */
export const brokenEngines: readonly BrokenEngine[] = [
  {
    name: 'a ledger that forgets a part of what it was told was delivered',
    breakage: { ledger: forgetfulLedger },
    noticedBy: ['INV-4', 'INV-8', 'INV-15'],
    noticedAt: 1,
  },
  {
    name: 'a ledger that says nothing to a worker whose lease is gone',
    breakage: { ledger: quietLedger },
    noticedBy: ['INV-13'],
    noticedAt: 68,
  },
  {
    name: 'a ledger that keeps no rejects',
    breakage: { ledger: carelessLedger },
    noticedBy: ['INV-1', 'INV-15', 'INV-21'],
    noticedAt: 1,
  },
  {
    name: 'a lock of a grant that lets everybody in',
    breakage: { ledger: openLedger },
    noticedBy: ['INV-18'],
    noticedAt: 57,
  },
  {
    name: 'a ledger that keeps no tokens',
    breakage: { ledger: tokenlessLedger },
    noticedBy: ['INV-18'],
    noticedAt: 9,
  },
  {
    name: 'a connector that takes silence for a yes',
    breakage: { destination: gullibleDestination },
    noticedBy: ['INV-2', 'INV-1', 'INV-21', 'INV-24'],
    noticedAt: 5,
  },
  {
    name: 'a destination that says yes to removals without doing them',
    breakage: { destination: lazyDestination },
    noticedBy: ['INV-1', 'INV-24'],
    noticedAt: 18,
  },
  {
    name: 'a diff that forgets removals',
    breakage: { database: blindDatabase },
    noticedBy: ['INV-1', 'INV-8', 'INV-23'],
    noticedAt: 18,
  },
]
