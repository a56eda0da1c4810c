import { pgOptions, type ServerAddress, type SqlPool } from '@revetl/sdk/sql'
import { Client, Pool, type PoolClient } from 'pg'
import type { PostgresConfig } from './config.ts'

const idleTimeoutMs = 10_000

/** The connections to a server. */
export function openPool(config: PostgresConfig, address: ServerAddress): SqlPool<PoolClient> {
  const options = pgOptions(address, config.sslCa)
  const pool = new Pool({
    ...options,
    max: config.connectionsMax,
    idleTimeoutMillis: idleTimeoutMs,
    allowExitOnIdle: true,
  })
  // A connection that breaks while nothing runs on it must not end the process; the pool replaces it.
  pool.on('error', ignore)
  return {
    async take() {
      const client = await pool.connect()
      client.on('error', ignore)
      return client
    },
    giveBack(client, isBroken) {
      client.off('error', ignore)
      client.release(isBroken)
    },
    async cancel(client) {
      // The pool's type does not know the number of the backend, which the client has.
      const { processID } = client as PoolClient & { readonly processID: number }
      const other = new Client(options)
      other.on('error', ignore)
      try {
        await other.connect()
        await other.query('select pg_cancel_backend($1)', [processID])
      } finally {
        await other.end()
      }
    },
    close: () => pool.end(),
  }
}

// The statement that was running reports the loss.
function ignore(): void {}
