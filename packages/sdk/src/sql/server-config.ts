import { z } from 'zod'
import type { ServerKind } from './server-kind.ts'

/** What a configuration says besides the address. */
export interface ServerConfigOptions<More extends z.ZodRawShape> {
  /** Which user is best, for the description of `user`. */
  readonly user: string
  /** Further options of the connector; `{}` for none. */
  readonly more: More
}

/** A configuration schema of a connector for a database server: a URL or its parts, encryption, and what is more. */
export function serverConfig<const More extends z.ZodRawShape>(
  kind: ServerKind,
  { user, more }: ServerConfigOptions<More>,
) {
  return z
    .strictObject({ ...addressFields(kind, user), ...more })
    .refine(hasOneAddress, { message: 'Expected either `url` or `host`', path: ['url'] })
    .refine(hasUser, { message: 'Expected a `user` beside `host`', path: ['user'] })
}

interface AddressValues {
  readonly url?: unknown
  readonly host?: unknown
  readonly user?: unknown
}

const hasOneAddress = (config: AddressValues): boolean =>
  (config.url === undefined) !== (config.host === undefined)

const hasUser = (config: AddressValues): boolean =>
  config.url !== undefined || config.user !== undefined

function addressFields({ protocols, port, isDatabaseOfUser }: ServerKind, user: string) {
  return {
    url: z
      .url({ protocol: new RegExp(`^(${protocols.join('|')})$`) })
      .optional()
      .meta({
        title: 'URL',
        description: `${protocols[0]}://user:password@host:port/database?sslmode=verify-full`,
        'x-rev-secret': true,
      }),
    host: z.string().min(1).optional().meta({
      title: 'Host',
      description: 'A name, an address, or where a Unix socket is.',
    }),
    port: z.int().min(1).max(65_535).default(port).meta({
      title: 'Port',
      description: 'The TCP port.',
    }),
    database: z
      .string()
      .min(1)
      .optional()
      .meta({
        title: 'Database',
        description: isDatabaseOfUser
          ? 'Default: the name of the user.'
          : 'The database of names that name none.',
      }),
    user: z.string().min(1).optional().meta({ title: 'User', description: user }),
    password: z.string().min(1).optional().meta({
      title: 'Password',
      description: 'The password of the user.',
      'x-rev-secret': true,
    }),
    ssl: z.enum(['disable', 'require', 'verify-full']).optional().meta({
      title: 'Encryption',
      description:
        'disable: none. require: encrypted, whoever answers. verify-full: encrypted, and the certificate is checked. Default: verify-full, and disable for this machine.',
    }),
    sslCa: z.string().min(1).optional().meta({
      title: 'Certificate authority',
      description: 'PEM text of the authority that signed the certificate of the server.',
    }),
  }
}
