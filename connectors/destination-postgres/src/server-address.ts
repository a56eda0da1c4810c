import { configError } from '@revetl/sdk'
import type { PostgresConfig } from './config.ts'

/** Where a server is and who asks. */
export interface ServerAddress {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password: string
  readonly ssl: 'disable' | 'require' | 'verify-full'
}

/** The address that a configuration names. @throws `REV_CONFIG_INVALID` */
export function serverAddress(config: PostgresConfig): ServerAddress {
  const parts = config.url === undefined ? partsOf(config) : urlParts(new URL(config.url))
  const ssl = config.ssl ?? parts.ssl ?? (isThisMachine(parts.host) ? 'disable' : 'verify-full')
  return { ...parts, ssl }
}

type AddressParts = Omit<ServerAddress, 'ssl'> & { ssl?: ServerAddress['ssl'] | undefined }

function partsOf({
  host = '',
  port,
  database,
  user = '',
  password = '',
}: PostgresConfig): AddressParts {
  return { host, port, database: database ?? user, user, password }
}

function urlParts(url: URL): AddressParts {
  const user = decodeURIComponent(url.username)
  if (url.hostname === '' || user === '') {
    throw configError('Failed to read `url`: expected postgres://user:password@host/database.')
  }
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? 5432 : Number(url.port),
    database: decodeURIComponent(url.pathname.slice(1)) || user,
    user,
    password: decodeURIComponent(url.password),
    ssl: sslModeOf(url),
  }
}

const sslModes = ['disable', 'require', 'verify-full'] as const

function sslModeOf(url: URL): ServerAddress['ssl'] | undefined {
  for (const name of url.searchParams.keys()) {
    if (name === 'sslmode') continue
    throw configError(`Failed to read \`url\`: the parameter ${name} is not known.`, {
      hint: 'Only sslmode can stand there.',
    })
  }
  const given = url.searchParams.get('sslmode')
  const mode = sslModes.find((known) => known === given)
  if (given === null || mode) return mode
  throw configError(
    `Failed to read \`url\`: expected sslmode to be one of ${sslModes.join(', ')}, got ${given}.`,
  )
}

function isThisMachine(host: string): boolean {
  return host.startsWith('/') || /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host)
}
