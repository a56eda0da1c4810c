import type { Client, Connection, FieldDef, Submittable } from 'pg'

/** What the server says of a statement that it has parsed and not run. */
export interface StatementShape {
  /** undefined where the statement returns no rows. */
  readonly fields: readonly FieldDef[] | undefined
  readonly parameterCount: number
}

/** Has the server parse one statement. Nothing is planned or run. @throws what the server says of it */
export async function describeStatement(client: Client, sql: string): Promise<StatementShape> {
  const { promise, resolve, reject } = Promise.withResolvers<StatementShape>()
  client.query(new DescribeQuery(sql, { resolve, reject }))
  return promise
}

interface Settle {
  resolve(shape: StatementShape): void
  reject(error: unknown): void
}

/** Parse and Describe of the extended protocol, which pg has no method for; the handlers are those it calls. */
class DescribeQuery implements Submittable {
  readonly #sql: string
  readonly #settle: Settle
  #fields: readonly FieldDef[] | undefined
  #parameterCount = 0

  constructor(sql: string, settle: Settle) {
    this.#sql = sql
    this.#settle = settle
  }

  submit(connection: Connection): void {
    connection.once('parameterDescription', (message: { readonly parameterCount: number }) => {
      this.#parameterCount = message.parameterCount
    })
    connection.parse({ name: '', text: this.#sql, types: [] }, true)
    connection.describe({ type: 'S', name: '' }, true)
    connection.sync()
  }

  handleRowDescription(message: { readonly fields: readonly FieldDef[] }): void {
    this.#fields = message.fields
  }

  handleError(error: unknown): void {
    this.#settle.reject(error)
  }

  handleReadyForQuery(): void {
    this.#settle.resolve({ fields: this.#fields, parameterCount: this.#parameterCount })
  }
}
