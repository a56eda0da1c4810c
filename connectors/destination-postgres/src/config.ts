import { z } from 'zod'

/** The configuration of a Postgres destination: a URL, or its parts. */
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
      description: 'A role with the rights on the tables and no more is best.',
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
    schema: z.string().min(1).default('public').meta({
      title: 'Schema',
      description: 'Where tables are that are named without a schema.',
    }),
    createTables: z.boolean().default(false).meta({
      title: 'Create tables',
      description:
        'Whether a missing table is created from the mapped fields, with the match fields as its primary key.',
    }),
    addColumns: z.boolean().default(false).meta({
      title: 'Add columns',
      description: 'Whether missing columns are added to a table.',
    }),
    connectionsMax: z.int().min(1).max(100).default(4).meta({
      title: 'Connections',
      description: 'Connections at once, at most.',
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

/** The checked configuration of a Postgres destination. */
export type PostgresConfig = z.output<typeof configSchema>
