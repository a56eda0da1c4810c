import { z } from 'zod'

/** The configuration of a Postgres source: a URL, or its parts. */
export const configSchema = z
  .strictObject({
    url: z
      .url({ protocol: /^postgres(ql)?$/ })
      .optional()
      .meta({
        title: 'URL',
        description: 'postgres://user:password@host:port/database?sslmode=verify-full',
        'x-rev-secret': true,
      }),
    host: z.string().min(1).optional().meta({
      title: 'Host',
      description: 'A name, an address, or the folder of a Unix socket.',
    }),
    port: z.int().min(1).max(65_535).default(5432).meta({
      title: 'Port',
      description: 'The TCP port.',
    }),
    database: z.string().min(1).optional().meta({
      title: 'Database',
      description: 'Default: the name of the user.',
    }),
    user: z.string().min(1).optional().meta({
      title: 'User',
      description: 'A role that can read and cannot write is best.',
    }),
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
  })
  .refine((config) => (config.url === undefined) !== (config.host === undefined), {
    message: 'Expected either `url` or `host`',
    path: ['url'],
  })
  .refine((config) => config.url !== undefined || config.user !== undefined, {
    message: 'Expected a `user` beside `host`',
    path: ['user'],
  })

/** The checked configuration of a Postgres source. */
export type PostgresConfig = z.output<typeof configSchema>
