import type { AttachmentConfig } from './attach-config.ts'
import { quoteName, quoteText } from '../sql-text.ts'

type ServerDatabase = Extract<AttachmentConfig, { type: 'postgres' | 'mysql' }>

/**
 * The statements that attach a database of a server. What of it is secret is one of DuckDB's secrets: in the text of
 * ATTACH it would stand in every error of the connection.
 */
export function serverStatements(alias: string, config: ServerDatabase): readonly string[] {
  const { type, host, port, database, user, password, parameters } = config
  const secret = quoteName(`rev_${alias}`)
  const parts = [
    `HOST ${quoteText(host)}`,
    `PORT ${port}`,
    `DATABASE ${quoteText(database)}`,
    `USER ${quoteText(user)}`,
    ...(password === undefined ? [] : [`PASSWORD ${quoteText(password)}`]),
  ]
  const rest = Object.entries({ ...encryption(config), ...parameters })
  const text = quoteText(rest.map(([key, value]) => `${key}=${value}`).join(' '))
  return [
    `CREATE SECRET ${secret} (TYPE ${type}, ${parts.join(', ')})`,
    `ATTACH ${text} AS ${quoteName(alias)} (TYPE ${type}, READ_ONLY, SECRET ${secret})`,
  ]
}

// https://duckdb.org/docs/current/core_extensions/postgres and …/mysql (read 2026-11-28)
function encryption({ type, host }: ServerDatabase): Readonly<Record<string, string>> {
  const isThisMachine = host.startsWith('/') || /^(localhost|127(\.\d+){3}|::1)$/.test(host)
  if (isThisMachine) return {}
  return type === 'postgres' ? { sslmode: 'require' } : { ssl_mode: 'required' }
}
