import type { OperationName } from '@revetl/sdk'
import type { WriteGroup } from '@revetl/sdk/sql'
import type { Connection, RowDataPacket } from 'mysql2/promise'
import { quoteName } from './quote-name.ts'
import { stageName } from './stage.ts'
import type { Table } from './table.ts'

/** One of the statements that write what was staged. */
export type Step = 'insert' | 'update' | 'delete'

/** What has to be done for a record; undefined for nothing. */
export function nextStep(
  operation: OperationName,
  { found, same }: { readonly found: boolean; readonly same: boolean },
): Step | undefined {
  const isOther = found && !same
  switch (operation) {
    case 'create':
      return found ? undefined : 'insert'
    case 'delete':
      return found ? 'delete' : undefined
    case 'update':
      return isOther ? 'update' : undefined
    default:
      if (!found) return 'insert'
      return isOther ? 'update' : undefined
  }
}

interface FoundRow extends RowDataPacket {
  // A whole number of 64 bits comes as text.
  readonly n: number | string
  readonly same: number | string
}

/**
 * The rows of staged records, locked until the commit.
 * @returns by the number of the record whether the values are the same, byte by byte
 */
export async function findRows(
  connection: Connection,
  group: WriteGroup<Table>,
): Promise<ReadonlyMap<number, boolean>> {
  const { table, operation } = group
  // Who may only add rows has no right to lock those that are there.
  const lock = operation === 'create' ? '' : ' for update'
  const { join, set } = stagedParts(group)
  const same = set.map(
    ({ name, value }) => `cast(t.${name} as binary) <=> cast(s.${value} as binary)`,
  )
  const [rows] = await connection.query<FoundRow[]>(
    `select s.n, ${same.length > 0 ? same.join(' and ') : '1'} as same
      from ${stageName} s join ${table.sql} t on ${join}${lock}`,
  )
  return new Map(rows.map((row) => [Number(row.n), Number(row.same) === 1]))
}

/** The statement of a step for some of the staged records. */
export function statementFor(
  step: Step,
  group: WriteGroup<Table>,
  numbers: readonly number[],
): string {
  const { sql } = group.table
  const { all, join, set } = stagedParts(group)
  const only = `s.n in (${numbers.join(',')})`
  switch (step) {
    case 'delete':
      return `delete t from ${sql} t join ${stageName} s on ${join} where ${only}`
    case 'update': {
      const sets = set.map(({ name, value }) => `t.${name} = s.${value}`).join(', ')
      return `update ${sql} t join ${stageName} s on ${join} set ${sets} where ${only}`
    }
    default: {
      // A record of no fields is a row of defaults.
      if (all.length === 0)
        return `insert into ${sql} () values ${numbers.map(() => '()').join(', ')}`
      const names = all.map(({ name }) => name).join(', ')
      const values = all.map(({ value }) => `s.${value}`).join(', ')
      return `insert into ${sql} (${names}) select ${values} from ${stageName} s where ${only} order by s.n`
    }
  }
}

/** The columns of a stage, `s`, beside those of its table, `t`. */
function stagedParts({ fields, matchOn }: WriteGroup<Table>) {
  const all = fields.map(({ field }, index) => ({
    isMatch: matchOn.includes(field.name),
    name: quoteName(field.name),
    value: `v${index + 1}`,
  }))
  const match = all.filter(({ isMatch }) => isMatch)
  return {
    all,
    set: all.filter(({ isMatch }) => !isMatch),
    join: match.map(({ name, value }) => `t.${name} = s.${value}`).join(' and '),
  }
}
