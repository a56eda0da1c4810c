import type { Source } from '@revetl/sdk'
import snowflake from '@revetl/source-snowflake'
import { runSnowflake, snowflakeAccount } from '@revetl/testkit/services'
import { describeWithSnowflake } from '@revetl/testkit/services/vitest'
import { viewOf, type CursorDatabase, type CursorEngine } from '../cursor-engine.ts'

/** An emulator of Snowflake behind its SQL API. */
export const snowflakeEngine: CursorEngine = {
  name: 'Snowflake',
  source: snowflake as Source,
  describe: (name, define) =>
    describeWithSnowflake(name, (service) => {
      define(async () => openDatabase(await service.createDatabase()))
    }),
  quote: '"',
  timeType: 'timestamp_tz',
  timeTypes: [
    { type: 'timestamp_ntz' },
    { type: 'timestamp_tz' },
    { type: 'timestamp_ltz' },
    { type: 'date', isDate: true },
  ],
  textType: 'varchar',
  // A wider one is a decimal.
  integerType: 'number(18, 0)',
  thingsOf: (things, time) => viewOf(things, { text: 'varchar', time, quote: '"' }),
}

async function openDatabase(url: string): Promise<CursorDatabase> {
  const { origin, password, pathname } = new URL(url)
  const database = pathname.slice(1).toUpperCase()
  const place = { database, schema: 'PUBLIC', warehouse: 'SMALL' }
  return {
    // A key would sign with the clock of the runs, which is a test's.
    config: { account: snowflakeAccount, baseUrl: origin, ...place, accessToken: password },
    run: (...statements) => runSnowflake(url, statements),
    [Symbol.asyncDispose]: async () => undefined,
  }
}
