/** A column as the Postgres protocol describes it. */
export interface PostgresField {
  readonly name: string
  readonly dataTypeID: number
  /** What the type was declared with, such as the digits of a numeric; -1 for nothing. */
  readonly dataTypeModifier: number
}

/** What the server says of a statement that it has parsed and not run. */
export interface StatementShape<Field> {
  /** undefined where the statement returns no rows. */
  readonly fields: readonly Field[] | undefined
  readonly parameterCount: number
}

/** The part of `pg`'s Connection that sends Parse and Describe. */
interface Connection {
  once(event: string, listener: (message: { readonly parameterCount: number }) => void): unknown
  parse(query: { name: string; text: string; types: string[] }, more: boolean): void
  describe(query: { type: string; name: string }, more: boolean): void
  sync(): void
}

/** The part of `pg`'s Client that takes what submits itself. */
export interface SubmittingClient {
  query(submittable: { submit(connection: Connection): void }): unknown
}

/** Has the server parse one statement. Nothing is planned or run. @throws what the server says of it */
export async function describePostgresStatement(
  client: SubmittingClient,
  sql: string,
): Promise<StatementShape<PostgresField>> {
  const { promise, resolve, reject } = Promise.withResolvers<StatementShape<PostgresField>>()
  client.query(new DescribeQuery(sql, { resolve, reject }))
  return promise
}

interface Settle {
  resolve(shape: StatementShape<PostgresField>): void
  reject(error: unknown): void
}

/** Parse and Describe of the extended protocol, which pg has no method for; the handlers are those it calls. */
class DescribeQuery {
  readonly #sql: string
  readonly #settle: Settle
  #fields: readonly PostgresField[] | undefined
  #parameterCount = 0

  constructor(sql: string, settle: Settle) {
    this.#sql = sql
    this.#settle = settle
  }

  submit(connection: Connection): void {
    connection.once('parameterDescription', ({ parameterCount }) => {
      this.#parameterCount = parameterCount
    })
    connection.parse({ name: '', text: this.#sql, types: [] }, true)
    connection.describe({ type: 'S', name: '' }, true)
    connection.sync()
  }

  handleRowDescription(message: { readonly fields: readonly PostgresField[] }): void {
    this.#fields = message.fields
  }

  handleError(error: unknown): void {
    this.#settle.reject(error)
  }

  handleReadyForQuery(): void {
    this.#settle.resolve({ fields: this.#fields, parameterCount: this.#parameterCount })
  }
}
