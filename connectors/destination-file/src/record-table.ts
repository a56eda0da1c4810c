import { DuckDBDataChunk, VARCHAR, type DuckDBConnection } from '@duckdb/node-api'
import type { BatchField, Change } from '@revetl/sdk'
import { exactTexts } from './exact-texts.ts'

// DuckDB's own vector size: larger chunks are not possible.
const chunkRowsMax = 2048

/** The rows of a file in DuckDB: `collected`, with the text of each field in `c0`, `c1` and so on. */
export class RecordTable {
  readonly #connection: DuckDBConnection
  readonly #fields: readonly BatchField[]
  readonly #textsOf: (json: string) => string | null

  constructor(connection: DuckDBConnection, fields: readonly BatchField[]) {
    this.#connection = connection
    this.#fields = fields
    this.#textsOf = exactTexts(fields)
  }

  async create(): Promise<void> {
    const columns = this.#fields.map((_, index) => `c${index} VARCHAR`).join(', ')
    await this.#connection.run(`CREATE TABLE collected (${columns})`)
  }

  /** Adds all rows or none: a batch that failed will come again. */
  async add(changes: readonly Change[]): Promise<void> {
    await this.#connection.run('BEGIN; CREATE TABLE arrived (record VARCHAR, texts VARCHAR)')
    try {
      const insert = insertSql(this.#fields, await this.#append(changes))
      await this.#connection.run(`${insert}; DROP TABLE arrived; COMMIT`)
    } catch (error) {
      await this.#connection.run('ROLLBACK').catch(() => undefined)
      throw error
    }
  }

  /** @returns whether a record came with the exact texts of its fields */
  async #append(changes: readonly Change[]): Promise<boolean> {
    const appender = await this.#connection.createAppender('arrived')
    let hasTexts = false
    for (let start = 0; start < changes.length; start += chunkRowsMax) {
      const records = changes.slice(start, start + chunkRowsMax).map(({ json }) => json)
      const texts = records.map(this.#textsOf)
      hasTexts ||= texts.some((text) => text !== null)
      const chunk = DuckDBDataChunk.create([VARCHAR, VARCHAR])
      chunk.setColumns([records, texts])
      appender.appendDataChunk(chunk)
    }
    appender.closeSync()
    return hasTexts
  }
}

/** Takes records apart: all members by one look at each, and those of a record with exact texts from these. */
function insertSql(fields: readonly BatchField[], hasTexts: boolean): string {
  const pointers = fields.map(({ name }) => quoteText(pointerTo(name)))
  const places = fields.map((_, index) => quoteText(`/${index}`))
  const either = (text: string, exact: string): string =>
    hasTexts ? `CASE WHEN texts IS NULL THEN ${text} ELSE ${exact} END` : text
  const members = either(
    `json_extract_string(record, [${pointers.join(', ')}])`,
    `json_extract_string(texts, [${places.join(', ')}])`,
  )
  const values = fields.map(({ type }, index) => {
    const text = `v[${index + 1}]`
    if (type !== 'json') return text
    // As JSON, a text keeps its quotes, which tell it from anything else.
    return either(`nullif(json_extract(record, ${pointers[index]})::VARCHAR, 'null')`, text)
  })
  return `INSERT INTO collected SELECT ${values.join(', ')} FROM (SELECT *, ${members} AS v FROM arrived)`
}

/** The JSON pointer to a member: https://www.rfc-editor.org/rfc/rfc6901 (read 2026-11-27) */
function pointerTo(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
