// One of several processes that share a grant through a ledger: node token-worker.ts <url> <token URL> <ledger>
import path from 'node:path'
import { createGateway, createLimiterRegistry, systemClock } from '@revetl/http'
import { oauth2 } from '@revetl/sdk'
import { SqliteLedger } from '../../src/state/sqlite/sqlite-ledger.ts'
import { tokenKeyOf } from '../../src/state/tokens/token-key.ts'
import { createTokenSeal } from '../../src/state/tokens/token-seal.ts'
import { ledgerTokenStore } from '../../src/state/tokens/token-store.ts'

const [url = '', tokenUrl = '', file = ''] = process.argv.slice(2)
const silent = { debug() {}, info() {}, warn() {}, error() {} }
const ledger = new SqliteLedger(file)
const seal = createTokenSeal(tokenKeyOf(path.dirname(file), undefined))
const limiters = createLimiterRegistry({ clock: systemClock, random: Math.random })
const auth = oauth2({
  tokenUrl,
  clientId: 'id',
  clientSecret: 'client-secret',
  refreshToken: 'refresh-0',
})
// Eight workers in three processes: this one has its share of them.
const gateways = Array.from({ length: 3 }, () =>
  createGateway({
    connection: 'crm',
    auth,
    quotas: [],
    hosts: ['127.0.0.1'],
    egress: { allow: ['127.0.0.1'] },
    limiters,
    tokens: ledgerTokenStore({ ledger, clock: systemClock, seal }),
    secrets: [],
    clock: systemClock,
    random: Math.random,
    log: silent,
  }),
)
const signal = new AbortController().signal

process.on('message', () => {
  const posts = gateways.map((gateway) =>
    gateway.client({ signal, resendable: false }).http.post(url, { json: {} }),
  )
  void Promise.allSettled(posts).then((results) => {
    const failed = results.flatMap((one) =>
      one.status === 'fulfilled' && one.value.isOk
        ? []
        : [String((one as { reason?: unknown }).reason)],
    )
    process.send?.(failed)
  })
})
process.on('disconnect', () => process.exit())
process.send?.('ready')
