import type { Chunk } from '@revetl/sdk'
import { RecordBatchReader, type RecordBatch } from 'apache-arrow'
import { readFailure } from '../bigquery-errors.ts'
import { canonicalText } from '../canonical-text.ts'
import type { Field } from '../column-types.ts'
import { valuesOf, type ValueAt } from './arrow-values.ts'

const chunkRows = 2_000

/** Cuts record batches of one schema, each as its bytes, into chunks. */
export class ArrowChunks {
  readonly #schema: Uint8Array
  readonly #fields: readonly Field[]

  constructor(schema: Uint8Array, fields: readonly Field[]) {
    this.#schema = schema
    this.#fields = fields
  }

  /** The rows of a batch. @throws `REV_READ_FAILED` where its columns are not those of the query */
  *of(bytes: Uint8Array): Generator<Chunk, void, void> {
    for (const batch of RecordBatchReader.from(joined(this.#schema, bytes))) {
      const columns = this.#columnsOf(batch)
      for (let start = 0; start < batch.numRows; start += chunkRows) {
        const rowCount = Math.min(chunkRows, batch.numRows - start)
        yield { rowCount, columns: columns.map((column) => textsOf(column, start, rowCount)) }
      }
    }
  }

  #columnsOf({ schema, data }: RecordBatch): readonly Column[] {
    const names = schema.fields.map(({ name }) => name)
    const expected = this.#fields.map(({ name }) => name)
    if (JSON.stringify(names) !== JSON.stringify(expected)) {
      const columns = `Expected the columns ${expected.join(', ')}, got ${names.join(', ')}.`
      throw readFailure('REV_READ_FAILED', `the session is of another result. ${columns}`)
    }
    return this.#fields.flatMap((field, at) => {
      const column = data.children[at]
      return column ? [{ field, valueAt: valuesOf(field, column) }] : []
    })
  }
}

interface Column {
  readonly field: Field
  readonly valueAt: ValueAt
}

function textsOf({ field, valueAt }: Column, start: number, length: number): (string | null)[] {
  return Array.from({ length }, (_, at) => canonicalText(field, valueAt(start + at)))
}

/** In memory of its own: numbers of 64 bits have to begin at a multiple of 8 bytes. */
function joined(schema: Uint8Array, batch: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(schema.length + batch.length)
  bytes.set(schema)
  bytes.set(batch, schema.length)
  return bytes
}
