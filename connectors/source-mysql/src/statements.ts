import type { StatementShape } from '@revetl/sdk/sql'
import type { Connection, RowDataPacket } from 'mysql2'
import type { WireColumn } from './wire-column.ts'

/** Runs a statement whose answer does not matter. */
export async function run(connection: Connection, sql: string): Promise<void> {
  await ask(connection, sql)
}

/** Runs a query of few rows. */
export function ask<Row>(
  connection: Connection,
  sql: string,
  values: readonly string[] = [],
): Promise<Row[]> {
  const { promise, resolve, reject } = Promise.withResolvers<Row[]>()
  const take = (error: unknown, rows: RowDataPacket[]): void => {
    if (error) reject(error)
    else resolve(rows as Row[])
  }
  // Values are never put into the text: whether a backslash is a letter depends on the server.
  if (values.length > 0) connection.execute<RowDataPacket[]>(sql, [...values], take)
  else connection.query<RowDataPacket[]>(sql, take)
  return promise
}

/** Has the server parse one statement. Nothing is run. @throws what the server says of it */
export function describeStatement(
  connection: Connection,
  sql: string,
): Promise<StatementShape<WireColumn>> {
  const { promise, resolve, reject } = Promise.withResolvers<StatementShape<WireColumn>>()
  connection.prepare(sql, (error, statement) => {
    if (error) {
      reject(error)
      return
    }
    // The library's types leave out what it tells of a statement.
    const { columns, parameters } = statement as typeof statement & {
      readonly columns: readonly WireColumn[]
      readonly parameters: readonly unknown[]
    }
    connection.unprepare(sql)
    resolve({ fields: columns, parameterCount: parameters.length })
  })
  return promise
}
