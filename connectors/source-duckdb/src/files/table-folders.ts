import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'

/** A format whose tables are folders, by the extension that reads it. */
export type TableFormat = 'delta' | 'iceberg'

/** The format of the table that a folder is; undefined for any other folder, and for a file. */
export function tableFormatOf(folder: string): TableFormat | undefined {
  if (isFolder(path.join(folder, '_delta_log'))) return 'delta'
  const metadata = path.join(folder, 'metadata')
  const isIceberg =
    isFolder(metadata) && readdirSync(metadata).some((name) => name.endsWith('.metadata.json'))
  return isIceberg ? 'iceberg' : undefined
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false
}
