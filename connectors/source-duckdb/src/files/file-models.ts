import { existsSync } from 'node:fs'
import path from 'node:path'
import { configError } from '@revetl/sdk'
import type { DuckdbConfig } from '../config.ts'
import { extensionNameOf } from '../extensions/extension-names.ts'
import { installHint } from '../extensions/install-hint.ts'
import { quoteText } from '../sql-text.ts'
import { tableFormatOf, type TableFormat } from './table-folders.ts'

const readers = [
  { reader: 'read_csv', name: /\.(csv|tsv|txt)(\.gz|\.zst)?$/i },
  { reader: 'read_parquet', name: /\.(parquet|pq)$/i },
  { reader: 'read_json', name: /\.(json|jsonl|ndjson)(\.gz|\.zst)?$/i },
] as const

type Reader = (typeof readers)[number]['reader']

/** The SELECT that reads files, by the ending of their names. @throws `REV_CONFIG_INVALID` for a mixture. */
export function filesSql(paths: readonly string[], config: DuckdbConfig): string {
  const [first = '', ...more] = paths
  const format = tableFormatOf(first)
  if (format !== undefined && more.length === 0) return folderSql(format, first, config)
  const found = new Set(paths.map(readerOf))
  const [reader] = found
  if (reader === undefined || found.size > 1) {
    throw configError(`Failed to read ${paths.join(', ')}: a model reads files of one format.`)
  }
  const list = paths.map((file) => quoteText(literalOrGlob(file))).join(', ')
  return `SELECT * FROM ${reader}([${list}]${optionsOf(reader, config)})`
}

/** The SELECT that reads a table which is a folder. @throws `REV_CONFIG_INVALID` where its extension is not loaded */
function folderSql(format: TableFormat, folder: string, { extensions }: DuckdbConfig): string {
  if (!extensions.map(extensionNameOf).includes(format)) {
    throw configError(
      `Failed to read ${folder}: it is a table of ${formatNames[format]}, which DuckDB's extension ${format} reads.`,
      { hint: `Name \`${format}\` in \`extensions\` of the source. ${installHint(format)}` },
    )
  }
  return `SELECT * FROM ${format}_scan(${quoteText(folder)})`
}

const formatNames = { delta: 'Delta Lake', iceberg: 'Iceberg' } as const

function readerOf(file: string): Reader {
  const match = readers.find(({ name }) => name.test(file))
  if (match) return match.reader
  throw configError(
    `Failed to read ${path.basename(file)}: its ending is not known. Expected .csv, .tsv, .txt, .parquet, .pq, ` +
      `.json, .jsonl or .ndjson, text also with .gz or .zst; or one folder that is a table of Delta Lake or Iceberg.`,
  )
}

/** A file that exists by exactly this name is meant, whatever DuckDB would take its characters for. */
function literalOrGlob(file: string): string {
  return existsSync(file) ? file.replace(/[*?[]/g, '[$&]') : file
}

function optionsOf(reader: Reader, { csv, unionByName }: DuckdbConfig): string {
  const options: Record<string, string | undefined> = {
    union_by_name: unionByName ? 'true' : undefined,
  }
  if (reader === 'read_csv') {
    Object.assign(options, {
      delim: csv.delimiter === undefined ? undefined : quoteText(csv.delimiter),
      header: csv.header?.toString(),
      nullstr: csv.nullText === undefined ? undefined : quoteText(csv.nullText),
      sample_size: csv.sampleRows.toString(),
      all_varchar: csv.allText ? 'true' : undefined,
    })
  }
  return Object.entries(options)
    .flatMap(([name, value]) => (value === undefined ? [] : [`, ${name} = ${value}`]))
    .join('')
}
