import type { Source } from '@revetl/sdk'
import databricks from '@revetl/source-databricks'
import { databricksAccount, runDatabricksStatements } from '@revetl/testkit/services'
import { describeWithDatabricks } from '@revetl/testkit/services/vitest'
import { viewOf, type CursorEngine } from '../cursor-engine.ts'

/** Spark's engine behind Databricks' REST API. */
export const databricksEngine: CursorEngine = {
  name: 'Databricks',
  source: databricks as Source,
  describe: (name, define) =>
    describeWithDatabricks(name, (service) => {
      define(async () => {
        const url = await service.createDatabase()
        const { origin, password, pathname } = new URL(url)
        const { warehouseId } = databricksAccount
        const schema = pathname.slice(1)
        return {
          config: { workspaceUrl: origin, warehouseId, schema, token: password },
          run: (...statements) => runDatabricksStatements(url, statements),
          [Symbol.asyncDispose]: async () => undefined,
        }
      })
    }),
  quote: '`',
  timeType: 'timestamp',
  timeTypes: [{ type: 'timestamp_ntz' }, { type: 'timestamp' }, { type: 'date', isDate: true }],
  textType: 'string',
  thingsOf: (things, time) =>
    viewOf(things, {
      text: 'string',
      time,
      quoteInText: String.raw`\'`,
      // The server is in a zone of its own.
      zone: time === 'timestamp' ? '+00:00' : '',
    }),
}
