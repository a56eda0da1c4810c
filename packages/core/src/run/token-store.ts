import type { StoredTokens, TokenStore } from '@revetl/http'
import { isRevError, type Clock } from '@revetl/sdk'
import type { Ledger } from '../ledger.ts'

const tokenScope = '#tokens'
const pollMs = 50

/** Tokens in the ledger; its leases keep two processes from renewing one grant at once. */
export function ledgerTokenStore(ledger: Ledger, clock: Clock): TokenStore {
  const neverAborted = new AbortController().signal
  return {
    async read(id) {
      const found = (await ledger.cacheGet(tokenScope, [id])).get(id)
      return found === undefined ? undefined : (JSON.parse(found) as StoredTokens)
    },
    async write(id, tokens) {
      await ledger.cacheSet(tokenScope, new Map([[id, JSON.stringify(tokens)]]))
    },
    async withLock(id, fn) {
      const lease = await acquireWhenFree(ledger, `#token:${id}`, clock, neverAborted)
      try {
        return await fn()
      } finally {
        await ledger.releaseLease(lease)
      }
    },
  }
}

async function acquireWhenFree(ledger: Ledger, name: string, clock: Clock, signal: AbortSignal) {
  for (;;) {
    try {
      return await ledger.acquireLease(name)
    } catch (error) {
      if (!isRevError(error) || error.code !== 'REV_STATE_BUSY') throw error
      await clock.sleep(pollMs, signal)
    }
  }
}
