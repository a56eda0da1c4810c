import { postgresServer, serverConfig } from '@revetl/sdk/sql'
import { z } from 'zod'

/** The configuration of a Postgres destination: a URL, or its parts. */
export const configSchema = serverConfig(postgresServer, {
  user: 'A role with the rights on the tables and no more is best.',
  more: {
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
  },
})

/** The checked configuration of a Postgres destination. */
export type PostgresConfig = z.output<typeof configSchema>
