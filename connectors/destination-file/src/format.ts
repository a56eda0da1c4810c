import { configError } from '@revetl/sdk'

/** How a file is written. */
export type Format = 'csv' | 'json-lines' | 'parquet'

const formats: readonly (readonly [RegExp, Format])[] = [
  [/\.(?:csv|tsv)$/i, 'csv'],
  [/\.(?:jsonl|ndjson)$/i, 'json-lines'],
  [/\.parquet$/i, 'parquet'],
]

/** The format that the ending of a name stands for; `undefined` for none. */
export function findFormat(name: string): Format | undefined {
  return formats.find(([ending]) => ending.test(name))?.[1]
}

/** The format of an object. @throws `REV_CONFIG_INVALID` for an unknown ending. */
export function formatOf(name: string): Format {
  const format = findFormat(name)
  if (format !== undefined) return format
  throw configError(
    `Failed to use the object ${JSON.stringify(name)}: expected an ending of .csv, .tsv, .jsonl, .ndjson or .parquet.`,
    { hint: `Write for example ${name}.csv.` },
  )
}
