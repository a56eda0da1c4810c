import { postgresServer, serverConfig, tableOptions } from '@revetl/sdk/sql'
import { z } from 'zod'

/** The configuration of a Postgres destination: a URL, or its parts. */
export const configSchema = serverConfig(postgresServer, {
  user: 'A role with the rights on the tables and no more is best.',
  more: {
    schema: z.string().min(1).default('public').meta({
      title: 'Schema',
      description: 'Where tables are that are named without a schema.',
    }),
    ...tableOptions,
  },
})

/** The checked configuration of a Postgres destination. */
export type PostgresConfig = z.output<typeof configSchema>
