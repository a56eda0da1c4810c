import type { Source } from '@revetl/sdk'
import bigquery from '@revetl/source-bigquery'
import { bigqueryProject } from '@revetl/testkit/services'
import { describeWithBigquery } from '@revetl/testkit/services/vitest'
import { viewOf, type CursorDatabase, type CursorEngine } from '../cursor-engine.ts'

/** An emulator of BigQuery. */
export const bigqueryEngine: CursorEngine = {
  name: 'BigQuery',
  source: bigquery as Source,
  describe: (name, define) =>
    describeWithBigquery(name, (service) => {
      define(async () => openDatabase(await service.createDatabase()))
    }),
  quote: '`',
  timeType: 'timestamp',
  timeTypes: [{ type: 'datetime' }, { type: 'timestamp' }, { type: 'date', isDate: true }],
  textType: 'string',
  integerType: 'int64',
  thingsOf: (things, time) => viewOf(things, { text: 'string', time, quoteInText: String.raw`\'` }),
}

async function openDatabase(url: string): Promise<CursorDatabase> {
  const { origin, password, pathname } = new URL(url)
  const dataset = pathname.slice(1)
  const target = `${origin}/bigquery/v2/projects/${bigqueryProject}/queries`
  const headers = { authorization: `Bearer ${password}`, 'content-type': 'application/json' }
  const defaultDataset = { projectId: bigqueryProject, datasetId: dataset }
  return {
    config: { project: bigqueryProject, dataset, accessToken: password, apiEndpoint: origin },
    run: async (...statements) => {
      for (const query of statements) {
        const body = JSON.stringify({ query, useLegacySql: false, defaultDataset })
        const answer = await fetch(target, { method: 'POST', body, headers })
        if (!answer.ok) throw new Error(await answer.text())
      }
    },
    [Symbol.asyncDispose]: async () => undefined,
  }
}
