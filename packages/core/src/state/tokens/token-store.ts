import type { StoredTokens, TokenStore } from '@revetl/http'
import { isRevError, type Clock } from '@revetl/sdk'
import type { Ledger } from '../../ledger.ts'
import type { TokenSeal } from './token-seal.ts'

const tokenScope = '#tokens'
const pollMs = 50

/** What tokens are kept with. */
export interface TokenStoreParts {
  readonly ledger: Ledger
  readonly clock: Clock
  readonly seal: TokenSeal
}

/** Tokens in the ledger, encrypted; its leases keep two processes from renewing one grant at once. */
export function ledgerTokenStore({ ledger, clock, seal }: TokenStoreParts): TokenStore {
  const neverAborted = new AbortController().signal
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
