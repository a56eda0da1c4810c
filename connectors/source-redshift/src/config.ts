import { serverConfig } from '@revetl/sdk/sql'
import { z } from 'zod'
import { redshift } from './redshift.ts'

/** The configuration of a Redshift source: a URL, or its parts. */
export const configSchema = serverConfig(redshift, {
  user: 'A user that can read and cannot write is best.',
  more: {
    // 4,000 or more on several nodes, 1,000 on one: https://docs.aws.amazon.com/redshift/latest/dg/declare.html (read 2026-11-27)
    fetchRows: z.int().min(1).max(100_000).default(1_000).meta({
      title: 'Rows of a fetch',
      description:
        'Rows that one FETCH asks for. A cluster of one node allows 1000; with several nodes, and on Serverless, 4000 and more are faster.',
    }),
  },
})

/** The checked configuration of a Redshift source. */
export type RedshiftConfig = z.output<typeof configSchema>
