/** A body that is nothing but the records of a `write` and what stands around them: it need not cross. */
export interface RecordsBody {
  readonly before: string
  readonly between: string
  readonly after: string
}

/** The longest texts around records and between two of them, in characters. */
export const aroundRecordsMax = 1024
export const betweenRecordsMax = 16

/** How a body is made of records; undefined where there is more to it. */
export function toRecordsBody(body: string, records: readonly string[]): RecordsBody | undefined {
  const [first, second] = records
  const all = records.reduce((sum, { length }) => sum + length, 0)
  if (first === undefined || body.length < all) return undefined
  const start = body.slice(0, aroundRecordsMax + first.length).indexOf(first)
  const end = start + first.length
  const next = second === undefined ? end : body.indexOf(second, end)
  if (start < 0 || next < end) return undefined
  const between = body.slice(end, next)
  const after = body.slice(start + all + between.length * (records.length - 1))
  if (between.length > betweenRecordsMax || after.length > aroundRecordsMax) return undefined
  const parts = { before: body.slice(0, start), between, after }
  return fromRecordsBody(parts, records) === body ? parts : undefined
}

/** The body that is made of records. */
export function fromRecordsBody(
  { before, between, after }: RecordsBody,
  records: readonly string[],
): string {
  return before + records.join(between) + after
}
