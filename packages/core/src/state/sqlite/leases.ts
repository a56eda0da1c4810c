import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { RevError } from '@revetl/sdk'
import type { Lease } from '../../ledger.ts'
import { isGone, thisHolder, type Holder } from './holder.ts'

interface LeaseRow {
  readonly epoch: number
  readonly holder: string | null
  readonly renewals: number
}

/** The leases of a ledger. Call inside a transaction. */
export class Leases {
  readonly #database: DatabaseSync
  // Asked before every write of a run.
  readonly #find: StatementSync

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#find = database.prepare('SELECT epoch, holder, renewals FROM leases WHERE sync = ?')
  }

  /** @throws `REV_STATE_BUSY` while the holder may still be alive. */
  acquire(sync: string, isAbandoned: (renewals: number) => boolean): Lease {
    const row = this.#row(sync)
    if (row?.holder) {
      const holder = JSON.parse(row.holder) as Holder
      if (!isGone(holder) && !isAbandoned(row.renewals)) throw busy(sync, holder)
    }
    const epoch = (row?.epoch ?? 0) + 1
    // Taking it counts as a renewal: whoever watched the holder before has not watched this one.
    this.#database
      .prepare(
        `INSERT INTO leases (sync, epoch, holder, renewals) VALUES (?, ?, ?, 0)
         ON CONFLICT (sync) DO UPDATE SET epoch = excluded.epoch, holder = excluded.holder, renewals = renewals + 1`,
      )
      .run(sync, epoch, JSON.stringify(thisHolder()))
    return { sync, epoch }
  }

  /** Refuses whoever no longer holds the lease. */
  assertHeld(lease: Lease): void {
    const row = this.#row(lease.sync)
    if (row?.epoch === lease.epoch && row.holder !== null) return
    throw new RevError(
      'REV_STATE_LEASE_LOST',
      `Failed to go on with ${lease.sync}: another worker took it over.`,
      { hint: 'Nothing of this run was saved after that; the other run is in charge.' },
    )
  }

  renew(lease: Lease): void {
    this.assertHeld(lease)
    this.#database
      .prepare('UPDATE leases SET renewals = renewals + 1 WHERE sync = ?')
      .run(lease.sync)
  }

  release(lease: Lease): void {
    this.#database
      .prepare('UPDATE leases SET holder = NULL WHERE sync = ? AND epoch = ?')
      .run(lease.sync, lease.epoch)
  }

  /** The renewals of a lease that somebody holds and that is not certainly abandoned. */
  heldRenewals(sync: string): number | undefined {
    const row = this.#row(sync)
    if (!row?.holder || isGone(JSON.parse(row.holder) as Holder)) return undefined
    return row.renewals
  }

  #row(sync: string): LeaseRow | undefined {
    return this.#find.get(sync) as LeaseRow | undefined
  }
}

function busy(sync: string, holder: Holder): RevError {
  return new RevError(
    'REV_STATE_BUSY',
    `Failed to start ${sync}: another run of it is in progress (process ${holder.pid} on ${holder.host}).`,
    { hint: 'Wait for it to end, or pass --wait to start when it does.' },
  )
}
