/** Rows as a driver gives them. */
export type QueryRows = Record<string, unknown>[]

/** Runs statements on Postgres, one after the other. @returns the rows of the last one */
export async function queryPostgres(url: string, ...statements: string[]): Promise<QueryRows> {
  const { Client } = await import('pg')
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    let rows: QueryRows = []
    for (const statement of statements) {
      rows = (await client.query<Record<string, unknown>>(statement)).rows
    }
    return rows
  } finally {
    await client.end()
  }
}

/** The same on MariaDB or MySQL, in UTC. Dates are text. */
export async function queryMariadb(url: string, ...statements: string[]): Promise<QueryRows> {
  const { createConnection } = await import('mysql2/promise')
  const connection = await createConnection({
    uri: url,
    dateStrings: true,
    charset: 'utf8mb4',
    timezone: 'Z',
  })
  try {
    await connection.query("set time_zone = '+00:00'")
    let rows: QueryRows = []
    for (const statement of statements) {
      const [answer] = await connection.query(statement)
      rows = Array.isArray(answer) ? (answer as QueryRows) : []
    }
    return rows
  } finally {
    await connection.end()
  }
}
