import { mysqlServer, serverConfig, tableOptions } from '@revetl/sdk/sql'
import type { z } from 'zod'

/** The configuration of a MySQL destination: a URL, or its parts. */
export const configSchema = serverConfig(mysqlServer, {
  user: 'A user with the rights on the tables and no more is best.',
  more: tableOptions,
})

/** The checked configuration of a MySQL destination. */
export type MysqlConfig = z.output<typeof configSchema>
