import { z } from 'zod'

/** What every destination for tables can be told beside the address; for `more` of `serverConfig`. */
export const tableOptions = {
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
}
