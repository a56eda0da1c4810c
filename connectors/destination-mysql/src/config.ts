import { serverConfig } from '@revetl/sdk/sql'
import { z } from 'zod'
import { mysql } from './mysql.ts'

/** The configuration of a MySQL destination: a URL, or its parts. */
export const configSchema = serverConfig(mysql, {
  user: 'A user with the rights on the tables and no more is best.',
  more: {
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

/** The checked configuration of a MySQL destination. */
export type MysqlConfig = z.output<typeof configSchema>
