import { jsonText, type Batch, type Context } from '@revetl/sdk'
import type { Config } from '../config.ts'
import { toCellText, toFieldValue } from '../values/field-value.ts'
import { queryRecords, valueAt } from './query-records.ts'
import { recordId, type Row } from './row.ts'

/** What was found for a match value: the id of the one record, or several records. */
export type FoundId = { readonly id: string } | 'several' | undefined

/** Finds the records of these rows by their match field. */
export async function findIds(
  batch: Batch,
  rows: readonly Row[],
  ctx: Context<Config>,
): Promise<(row: Row) => FoundId> {
  const [matchField = recordId] = batch.matchOn
  const type = batch.object.fields[matchField]?.type
  const found = new MatchIndex(matchField === recordId)
  const records = await queryRecords(ctx, {
    object: batch.object.name,
    fields: matchField === recordId ? [recordId] : [recordId, matchField],
    matchField,
    isNumeric: isNumeric(type),
    texts: rows.map(({ match }) => match),
  })
  for (const record of records) {
    const id = jsonText(record[recordId])
    const value = toFieldValue(valueAt(record, matchField) ?? null, type)
    if (id !== undefined && value !== null) found.add(toCellText(value), id)
  }
  return ({ match }) => found.find(match)
}

/** Whether values of a type stand in SOQL without quotes. */
export function isNumeric(type: string | undefined): boolean {
  return type === 'integer' || type === 'decimal' || type === 'number'
}

/** Record ids by match value: the very value first, then whatever its case. */
class MatchIndex {
  readonly #isRecordId: boolean
  readonly #exact = new Map<string, string[]>()
  readonly #caseless = new Map<string, string[]>()

  constructor(isRecordId: boolean) {
    this.#isRecordId = isRecordId
  }

  add(text: string, id: string): void {
    for (const [ids, key] of this.#places(text)) ids.set(key, [...(ids.get(key) ?? []), id])
  }

  find(text: string): FoundId {
    for (const [ids, key] of this.#places(text)) {
      const [id, ...others] = ids.get(key) ?? []
      if (id !== undefined) return others.length > 0 ? 'several' : { id }
    }
    return undefined
  }

  #places(text: string): readonly (readonly [Map<string, string[]>, string])[] {
    // The three letters after the fifteenth only repeat the case of the others.
    if (this.#isRecordId) return [[this.#exact, text.slice(0, 15)]]
    return [
      [this.#exact, text],
      [this.#caseless, text.toLowerCase()],
    ]
  }
}
