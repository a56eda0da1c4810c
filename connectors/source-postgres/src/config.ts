import { postgresServer, serverConfig } from '@revetl/sdk/sql'
import type { z } from 'zod'

/** The configuration of a Postgres source: a URL, or its parts. */
export const configSchema = serverConfig(postgresServer, {
  user: 'A role that can read and cannot write is best.',
  more: {},
})

/** The checked configuration of a Postgres source. */
export type PostgresConfig = z.output<typeof configSchema>
