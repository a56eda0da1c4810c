import { isRevError, RevError, type Clock } from '@revetl/sdk'
import type { Lease, Ledger } from '../ledger.ts'

const renewEveryMs = 10_000
/** A holder that did not renew for so long, by the watcher's own monotonic clock, is taken for dead. */
const leaseMs = 30_000
const pollMs = 1000

/** A lease that renews itself until it is disposed of. Its signal aborts when the lease is lost. */
export interface HeldLease extends AsyncDisposable {
  readonly lease: Lease
  readonly signal: AbortSignal
  /**
   * Throws where somebody else may have the lease by now: a process that stood still for longer than a lease lives
   * wakes up before it can renew.
   */
  readonly assertAlive: () => void
}

/** Takes the lease of a sync and keeps it. @throws `REV_STATE_BUSY` when the wait is over. */
export async function holdLease(
  ledger: Ledger,
  sync: string,
  options: { readonly clock: Clock; readonly waitMs: number; readonly signal: AbortSignal },
): Promise<HeldLease> {
  const { clock } = options
  const { lease, askedMs } = await acquire(ledger, sync, options)
  const lost = new AbortController()
  const ended = new AbortController()
  let renewedMs = askedMs
  const renewing = { ledger, lease, clock, onRenewed: (atMs: number) => (renewedMs = atMs) }
  const renewal = renewUntil(renewing, ended.signal, lost)
  return {
    lease,
    signal: lost.signal,
    assertAlive: () => {
      lost.signal.throwIfAborted()
      // Whoever takes over has watched for as long, and began to watch after the last renewal.
      if (clock.monotonicMs() - renewedMs >= leaseMs) throw stoodStill(sync)
    },
    async [Symbol.asyncDispose]() {
      ended.abort()
      await renewal
      await ledger.releaseLease(lease)
    },
  }
}

async function acquire(
  ledger: Ledger,
  sync: string,
  { clock, waitMs, signal }: { clock: Clock; waitMs: number; signal: AbortSignal },
): Promise<{ readonly lease: Lease; readonly askedMs: number }> {
  const startMs = clock.monotonicMs()
  let seen: { readonly renewals: number; readonly sinceMs: number } | undefined
  for (;;) {
    const nowMs = clock.monotonicMs()
    const isSilent = seen !== undefined && nowMs - seen.sinceMs >= leaseMs
    try {
      const lease = await ledger.acquireLease(sync, isSilent ? seen?.renewals : undefined)
      return { lease, askedMs: nowMs }
    } catch (error) {
      const isBusy = isRevError(error) && error.code === 'REV_STATE_BUSY'
      if (!isBusy || nowMs - startMs >= waitMs) throw error
    }
    const renewals = await ledger.heldRenewals(sync)
    if (renewals !== undefined && renewals !== seen?.renewals) seen = { renewals, sinceMs: nowMs }
    await clock.sleep(Math.min(pollMs, Math.max(1, waitMs)), signal)
  }
}

interface Renewing {
  readonly ledger: Ledger
  readonly lease: Lease
  readonly clock: Clock
  /** Tells when a renewal that worked was asked for. */
  readonly onRenewed: (atMs: number) => void
}

async function renewUntil(
  { ledger, lease, clock, onRenewed }: Renewing,
  ended: AbortSignal,
  lost: AbortController,
): Promise<void> {
  while (!ended.aborted) {
    try {
      await clock.sleep(renewEveryMs, ended)
    } catch {
      return // The run has ended and wakes the sleeper.
    }
    const askedMs = clock.monotonicMs()
    try {
      await ledger.renewLease(lease)
      onRenewed(askedMs)
    } catch (error) {
      // Without the lease nothing may be sent: delivery.md, T-06.
      lost.abort(
        isRevError(error)
          ? error
          : new RevError('REV_STATE_LEASE_LOST', `Failed to keep the lease of ${lease.sync}.`, {
              cause: error,
            }),
      )
      return
    }
  }
}

function stoodStill(sync: string): RevError {
  return new RevError(
    'REV_STATE_LEASE_LOST',
    `Failed to go on with ${sync}: the process stood still for longer than its lease lives.`,
    { delivery: 'not-sent', hint: 'Another run may be in charge; this one sends nothing more.' },
  )
}
