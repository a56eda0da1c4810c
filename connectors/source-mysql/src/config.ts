import { mysqlServer, serverConfig } from '@revetl/sdk/sql'
import { z } from 'zod'

/** The configuration of a MySQL source: a URL, or its parts, and how types are read that have no equal. */
export const configSchema = serverConfig(mysqlServer, {
  user: 'A user that can read and cannot write is best.',
  more: {
    tinyint1: z.enum(['integer', 'boolean']).default('integer').meta({
      title: 'tinyint(1)',
      description:
        'What a column declared as tinyint(1), or BOOLEAN, is. boolean: 0 is false and 1 is true; any other value stops the read.',
    }),
    times: z.enum(['time', 'interval']).default('time').meta({
      title: 'TIME',
      description:
        'What a TIME column is. time: a time of day; a value below 0 or of 24 hours and more stops the read. interval: a span of time.',
    }),
    zeroDates: z.enum(['keep', 'null']).default('keep').meta({
      title: 'Zero dates',
      description:
        'What becomes of dates that no calendar has, such as 0000-00-00 and 2026-02-00. keep: their text. null: null.',
    }),
  },
})

/** The checked configuration of a MySQL source. */
export type MysqlConfig = z.output<typeof configSchema>
