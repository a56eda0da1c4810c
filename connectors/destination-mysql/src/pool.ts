import { mysql2Options, type ServerAddress, type SqlPool } from '@revetl/sdk/sql'
import { createConnection, createPool, type Pool, type PoolConnection } from 'mysql2/promise'
import type { MysqlConfig } from './config.ts'
import { isConnectionLost } from './faults.ts'

const idleTimeoutMs = 10_000

// Connections whose isolation is set; they keep it when they go back to the pool.
const isolated = new WeakSet<object>()

// A value that does not fit is an error and never changed; backslashes are letters; zones and constraints do not depend
// on the settings of the user. There is room for a warning of every value of a batch. What is not there is not locked.
const settings = `set session sql_mode = 'STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES,NO_ENGINE_SUBSTITUTION',
  time_zone = '+00:00', foreign_key_checks = 1, unique_checks = 1, autocommit = 1,
  max_error_count = 65535`
const isolation = 'set session transaction isolation level read committed'

/** The connections to a server; one that is taken has its settings made. */
export function openPool(config: MysqlConfig, address: ServerAddress): SqlPool<PoolConnection> {
  const common = mysql2Options(address, config.sslCa)
  // Rows that are the same do not count as written.
  const options = { ...common, flags: [...common.flags, '-FOUND_ROWS'] }
  const pool = createPool({
    ...options,
    connectionLimit: config.connectionsMax,
    maxIdle: config.connectionsMax,
    idleTimeout: idleTimeoutMs,
  })
  return {
    take: () => takeConnection(pool, config.connectionsMax),
    giveBack(connection, isBroken) {
      if (isBroken) connection.destroy()
      else connection.release()
    },
    async cancel({ threadId }) {
      const other = await createConnection(options)
      try {
        await other.query(`kill query ${threadId}`)
      } finally {
        await other.end()
      }
    },
    close: () => pool.end(),
  }
}

async function takeConnection(pool: Pool, connectionsMax: number): Promise<PoolConnection> {
  // Those that were lost while they lay idle are known only when they are used.
  for (let idle = connectionsMax; ; idle -= 1) {
    const connection = await pool.getConnection()
    try {
      await connection.query(settings)
      if (!isolated.has(connection.connection)) await connection.query(isolation)
      isolated.add(connection.connection)
      return connection
    } catch (error) {
      connection.destroy()
      if (idle <= 0 || !isConnectionLost(error)) throw error
    }
  }
}
