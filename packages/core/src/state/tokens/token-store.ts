import type { StoredTokens, TokenStore } from '@revetl/http'
import { errorMessage, isRevError, RevError, type Clock } from '@revetl/sdk'
import type { Lease, Ledger } from '../../ledger.ts'
import type { TokenSeal } from './token-seal.ts'

const tokenScope = '#tokens'
const pollMs = 50
// A renewal is given up after half a minute, so that one under way for longer stands still.
const waitMsMax = 90_000

/** What tokens are kept with. */
export interface TokenStoreParts {
  readonly ledger: Ledger
  readonly clock: Clock
  readonly seal: TokenSeal
}

/** Tokens in the ledger, encrypted; its leases keep two processes from renewing one grant at once. */
export function ledgerTokenStore({ ledger, clock, seal }: TokenStoreParts): TokenStore {
  // Leases that could not be given back: whoever comes next would wait for as long as this process lives.
  const left = new Map<string, Lease>()
  const giveBackLeft = async (id: string): Promise<void> => {
    const lease = left.get(id)
    if (lease === undefined) return
    await ledger.releaseLease(lease)
    left.delete(id)
  }
  return {
    async read(id) {
      const found = (await ledger.cacheGet(tokenScope, [id])).get(id)
      return found === undefined ? undefined : (JSON.parse(seal.open(id, found)) as StoredTokens)
    },
    async write(id, tokens) {
      await ledger.cacheSet(tokenScope, new Map([[id, seal.seal(id, JSON.stringify(tokens))]]))
    },
    delete: (id) => ledger.cacheDelete(tokenScope, [id]),
    async withLock(id, fn) {
      await giveBackLeft(id)
      const lease = await acquireWhenFree(ledger, id, clock)
      try {
        return await fn()
      } finally {
        // What was renewed is kept all the same, and the next renewal tries once more.
        await ledger.releaseLease(lease).catch(() => left.set(id, lease))
      }
    },
  }
}

/**
 * A holder that stands still is waited for in vain. Nobody takes the renewal from it: it may have the new token already,
 * and to use the old one again would cost the grant.
 * @throws `REV_STATE_BUSY`, class not-sent.
 */
async function acquireWhenFree(ledger: Ledger, id: string, clock: Clock) {
  const endMs = clock.monotonicMs() + waitMsMax
  const neverAborted = new AbortController().signal
  for (;;) {
    try {
      return await ledger.acquireLease(`#token:${id}`)
    } catch (error) {
      if (!isRevError(error) || error.code !== 'REV_STATE_BUSY') throw error
      if (clock.monotonicMs() >= endMs) throw standsStill(id, error)
      await clock.sleep(pollMs, neverAborted)
    }
  }
}

function standsStill(id: string, cause: RevError): RevError {
  return new RevError(
    'REV_STATE_BUSY',
    `Failed to renew the access token of ${id}: somebody else does and does not come to an end. ${errorMessage(cause)}`,
    {
      delivery: 'not-sent',
      cause,
      hint: 'Let that process go on, or end it; then run again.',
    },
  )
}
