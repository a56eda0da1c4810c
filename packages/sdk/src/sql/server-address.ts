import { configError } from '../errors.ts'
import type { ServerKind } from './server-kind.ts'

/** Whether a connection is encrypted, and whether the certificate is checked. */
export type SslMode = 'disable' | 'require' | 'verify-full'

/** Where a server is and who asks. */
export interface ServerAddress {
  readonly host: string
  readonly port: number
  /** Empty for none. */
  readonly database: string
  readonly user: string
  readonly password: string
  readonly ssl: SslMode
}

/** The part of a configuration that says where the server is: a URL, or its parts. */
export interface ServerConfig {
  readonly url?: string | undefined
  readonly host?: string | undefined
  readonly port: number
  readonly database?: string | undefined
  readonly user?: string | undefined
  readonly password?: string | undefined
  readonly ssl?: SslMode | undefined
}

/** The address that a configuration names; `verify-full` unless the server is this machine. @throws `REV_CONFIG_INVALID` */
export function serverAddress(config: ServerConfig, kind: ServerKind): ServerAddress {
  const parts = config.url === undefined ? partsOf(config) : urlParts(new URL(config.url), kind)
  const ssl = config.ssl ?? parts.ssl ?? (isThisMachine(parts.host) ? 'disable' : 'verify-full')
  const database = parts.database === '' && kind.isDatabaseOfUser ? parts.user : parts.database
  return { ...parts, database, ssl }
}

type AddressParts = Omit<ServerAddress, 'ssl'> & { ssl?: SslMode | undefined }

function partsOf(config: ServerConfig): AddressParts {
  const { host = '', port, database = '', user = '', password = '' } = config
  return { host, port, database, user, password }
}

function urlParts(url: URL, { protocols, port }: ServerKind): AddressParts {
  const user = decodeURIComponent(url.username)
  if (url.hostname === '' || user === '') {
    const form = `${protocols[0]}://user:password@host/database`
    throw configError(`Failed to read \`url\`: expected ${form}.`)
  }
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? port : Number(url.port),
    database: decodeURIComponent(url.pathname.slice(1)),
    user,
    password: decodeURIComponent(url.password),
    ssl: sslModeOf(url),
  }
}

const sslModes = ['disable', 'require', 'verify-full'] as const

function sslModeOf(url: URL): SslMode | undefined {
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

/** The options of a TLS socket for an address; undefined for none. */
export function tlsOptions(
  { ssl }: ServerAddress,
  ca: string | undefined,
): { rejectUnauthorized: boolean; ca?: string } | undefined {
  if (ssl === 'disable') return undefined
  return { rejectUnauthorized: ssl === 'verify-full', ...(ca === undefined ? {} : { ca }) }
}
