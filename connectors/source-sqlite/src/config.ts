import { z } from 'zod'

/** The configuration of a SQLite source. */
export const configSchema = z.strictObject({
  path: z.string().min(1).meta({
    title: 'Database file',
    description: 'Path of a SQLite database, relative to the project. Opened read-only.',
  }),
  busyTimeoutMs: z.int().min(0).max(600_000).default(10_000).meta({
    title: 'Busy timeout',
    description: 'How long a read waits for a writer that holds the file, in milliseconds.',
  }),
})

/** The checked configuration of a SQLite source. */
export type SqliteConfig = z.output<typeof configSchema>
