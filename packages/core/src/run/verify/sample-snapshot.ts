import { workTable, type LocalDatabase } from '../../local-database.ts'
import { keyColumns, type SnapshotLayout } from '../../snapshot-layout.ts'
import { chooseSample, recordsSql } from './sample-table.ts'

/** A sample of what a snapshot holds, chosen to be read back. */
export interface Sample {
  readonly delivered: number
  readonly unknown: number
  readonly recent: number
  readonly changed: number
}

interface SampleOptions {
  readonly database: LocalDatabase
  /** SELECT of the snapshot, in the columns of the layout. */
  readonly accepted: string
  readonly layout: SnapshotLayout
  /** Numbers of runs whose records the destination may not show yet. */
  readonly recentRuns: readonly number[]
  readonly sampleMax: number
  /**
   * Where the snapshot keeps no values: SELECT of those rows of the model, in the columns of the layout, whose key and
   * `fp` are the ones that a table has.
   */
  readonly valuesOf?: (table: string) => string
}

const chosenTable = workTable('read_back_keys')

/** Chooses records of a snapshot with the values that were delivered. */
export async function sampleSnapshot(options: SampleOptions): Promise<Sample> {
  const { database, accepted, layout, recentRuns, sampleMax, valuesOf } = options
  const isRecent = recentRuns.length === 0 ? 'false' : `run IN (${recentRuns.join(', ')})`
  const usable = `SELECT * FROM (${accepted}) WHERE fp IS NOT NULL AND NOT (${isRecent})`
  const [[delivered = 0, unknown = 0, recent = 0] = []] = await database.rows(
    `SELECT count(*), count(*) FILTER (fp IS NULL), count(*) FILTER (fp IS NOT NULL AND ${isRecent}) FROM (${accepted})`,
  )
  const counts = { delivered: Number(delivered), unknown: Number(unknown), recent: Number(recent) }
  if (valuesOf === undefined) {
    await chooseSample(database, recordsSql(usable, layout), sampleMax)
    return { ...counts, changed: 0 }
  }
  const keys = keyColumns(layout).join(', ')
  await database.run(
    `CREATE OR REPLACE TABLE ${chosenTable} AS SELECT ${keys}, fp FROM (${usable}) ORDER BY fp, ${keys} LIMIT ${sampleMax}`,
  )
  const [[chosen = 0] = []] = await database.rows(`SELECT count(*) FROM ${chosenTable}`)
  const rows = recordsSql(valuesOf(chosenTable), layout)
  const known = await chooseSample(database, rows, sampleMax)
  return { ...counts, changed: Number(chosen) - known }
}
