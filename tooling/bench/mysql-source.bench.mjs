// A model read from MariaDB as canonical text, against the driver's own stream.
import path from 'node:path'
import { provideMariadb } from '@revetl/testkit/services'
import { createConnection } from 'mysql2/promise'
import { measureChild } from './measure/child.mjs'
import { inTurns, medianOf, ratioOf, rowsPerSecond } from './measure/rounds.mjs'

const names = {
  objects: 'read from MariaDB',
  arrays: "read from MariaDB against the driver's fastest settings",
  memory: 'resident memory, four times as many rows read from MariaDB',
}
const scripts = path.join(import.meta.dirname, 'scripts')
const sql = 'SELECT * FROM people'

/** @param {string} url @param {number} rows */
async function insertPeople(url, rows) {
  const connection = await createConnection(url)
  await connection.query(
    `CREATE TABLE people (id INT PRIMARY KEY, account BIGINT, amount DECIMAL(20,6), name VARCHAR(40),
      note VARCHAR(80), seen DATETIME(6), rate DOUBLE, age INT, born DATE, active TINYINT(1))`,
  )
  await connection.query(
    `INSERT INTO people SELECT seq, seq * 1000003, seq / 7, concat('name ', seq), md5(seq),
      '2026-01-01' + INTERVAL seq SECOND, seq / 3, seq % 100, '2026-01-01' + INTERVAL seq % 1000 DAY, seq % 2
      FROM seq_1_to_${rows}`,
  )
  await connection.end()
}

/** @param {number} rows @param {() => Promise<import('./measure/child.mjs').Measure>} run */
const contender = (rows, run) => async () => {
  const measure = await run()
  if (measure.delivered === rows) return measure
  throw new Error(`Of ${rows} rows ${measure.delivered} were read.`)
}

/** @param {readonly import('./measure/child.mjs').Measure[]} list */
const mib = (list) => medianOf(list, ({ peakBytes }) => peakBytes / 2 ** 20)

/** @type {import('./measure/run-bench.mjs').Bench[]} */
export const benches = [
  {
    names: Object.values(names),
    async *run({ quick, size }) {
      await using mariadb = await provideMariadb()
      const rows = size(1_000_000, 500_000)
      const url = await mariadb.createDatabase()
      await insertPeople(url, rows)
      const source = path.join(scripts, 'source-read.mjs')
      const stream = path.join(scripts, 'mysql-stream.mjs')
      const times =
        'JOIN (SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) n ON 1'
      const many = `SELECT people.* FROM people ${times}`
      const measures = await inTurns(
        {
          rev: contender(rows, () => measureChild(source, ['source-mysql', url, sql])),
          many: contender(rows * 4, () => measureChild(source, ['source-mysql', url, many])),
          objects: contender(rows, () => measureChild(stream, [url, sql, 'objects'])),
          arrays: contender(rows, () => measureChild(stream, [url, sql, 'arrays'])),
        },
        quick ? 3 : 5,
      )
      for (const form of /** @type {const} */ (['objects', 'arrays'])) {
        yield {
          name: names[form],
          value: medianOf(measures.rev, rowsPerSecond),
          unit: 'rows/s',
          ratio: ratioOf(measures.rev, measures[form], rowsPerSecond),
          ...(form === 'objects' ? { target: 0.8 } : {}),
          better: 'higher',
          against: `mysql2's stream of ${form}: ${Math.round(medianOf(measures[form], rowsPerSecond))} rows/s`,
        }
      }
      yield {
        name: names.memory,
        value: mib(measures.many),
        unit: 'MiB',
        target: 320,
        better: 'lower',
        against: `a quarter of the rows: ${Math.round(mib(measures.rev))} MiB`,
      }
    },
  },
]
