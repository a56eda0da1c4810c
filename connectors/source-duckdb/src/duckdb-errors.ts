import { errorMessage, RevError, type FilePlace } from '@revetl/sdk'
import { installHint } from './extensions/install-hint.ts'

/** What DuckDB says with `errors_as_json`. */
export interface DuckdbFault {
  readonly kind: string
  readonly message: string
  /** Bytes into the statement, from 0. */
  readonly position: number | undefined
}

/** Reads an error of DuckDB from a session that has `errors_as_json` on. */
export function readFault(error: unknown): DuckdbFault {
  const text = errorMessage(error)
  const start = text.indexOf('{"exception_type"')
  if (start < 0) return { kind: 'Unknown', message: text, position: undefined }
  const parts = JSON.parse(text.slice(start)) as Record<string, string | undefined>
  return {
    kind: parts['exception_type'] ?? 'Unknown',
    message: parts['exception_message'] ?? text,
    position: parts['position'] === undefined ? undefined : Number(parts['position']),
  }
}

/** A `REV_MODEL_SQL`, or `REV_MODEL_NOT_FOUND` for a table, with its place in the SQL, as far as DuckDB tells it. */
export function sqlError(sql: string, fault: DuckdbFault, cause: unknown): RevError {
  const [why = '', ...more] = fault.message.split('\n')
  const { position } = fault
  const isMissing = fault.kind === 'Catalog' && why.startsWith('Table with name')
  const code = isMissing ? 'REV_MODEL_NOT_FOUND' : 'REV_MODEL_SQL'
  return new RevError(code, `Failed to read the model: ${why}`, {
    cause,
    ...hintOf(fault, more),
    ...(position === undefined ? {} : { place: placeOf(sql, position) }),
  })
}

// The one that has a function, that a path or a cast needs, or that a file beside it lacks.
const extension =
  /exists in the (\w+) extension|extension '(\w+)'|Extension "[^"]*?(\w+)\.duckdb_extension" not/

function hintOf(fault: DuckdbFault, more: readonly string[]): { readonly hint?: string } {
  const needed = extension
    .exec(fault.message)
    ?.slice(1)
    .find((name) => name !== undefined)
  if (needed !== undefined) {
    return { hint: `Name \`${needed}\` in \`extensions\` of the source. ${installHint(needed)}` }
  }
  if (fault.message.includes('unsafe_enable_version_guessing')) {
    return {
      hint: "Name its metadata file, as `iceberg_scan('…/metadata/….metadata.json')`, or set `guessIcebergVersion`.",
    }
  }
  const hint = more.join(' ').trim()
  return hint === '' ? {} : { hint }
}

function placeOf(sql: string, bytes: number): FilePlace {
  const before = Buffer.from(sql).subarray(0, bytes).toString().split('\n')
  return { file: '', line: before.length, column: (before.at(-1) ?? '').length + 1 }
}

const noFiles = /^No files found that match the pattern "(.*)"/

/** The error of a model whose statement DuckDB refused. */
export function modelError(sql: string, error: unknown): RevError {
  const fault = readFault(error)
  const missing = noFiles.exec(fault.message)?.[1]
  if (missing !== undefined) return missingFile(missing, error)
  if (fault.kind === 'INTERRUPT') return cancelled(error)
  const isOurs = ['IO', 'Out of Memory', 'INTERNAL', 'FATAL', 'Unknown'].includes(fault.kind)
  return isOurs ? readError(sql, fault, error) : sqlError(sql, fault, error)
}

/** An error without its position, which in a statement of ours says nothing about the user's. */
export function withoutPlace(error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error)
  return new Error(message.replace(/,"position":"\d+"/, ''), { cause: error })
}

/** The error of a file that does not exist. */
export function missingFile(path: string, cause: unknown): RevError {
  return new RevError('REV_MODEL_NOT_FOUND', `Failed to read the model: no file matches ${path}.`, {
    cause,
    hint: "Check the path; relative ones count from the project's folder.",
  })
}

/** The error of a read that was stopped. */
export function cancelled(cause: unknown): RevError {
  return new RevError('REV_RUN_CANCELLED', 'The read was stopped before its end.', { cause })
}

function readError(sql: string, fault: DuckdbFault, cause: unknown): RevError {
  const isTableFolder = fault.kind === 'IO' && /\b(delta|iceberg)_scan\b/i.test(sql)
  return new RevError('REV_READ_FAILED', `Failed to read the model: ${fault.message}`, {
    cause,
    ...(isTableFolder
      ? {
          hint: 'Here a relative path counts from the folder where rev was started: write it in full, or name the folder as `files`.',
        }
      : {}),
  })
}

const lock = /Conflicting lock is held in (\S+) \(PID (\d+)\)/

/** The error of a database file that cannot be opened. @param option what of the configuration names it */
export function openError(path: string, error: unknown, option = 'path'): RevError {
  const { message } = readFault(error)
  const holder = lock.exec(message)
  if (holder !== null) {
    return new RevError(
      'REV_READ_FAILED',
      `Failed to open ${path}: the process ${holder[2]} (${holder[1]}) holds it for writing.`,
      { cause: error, hint: 'Close the database there, or point the source at a copy.' },
    )
  }
  if (message.includes('database does not exist')) return missingDatabase(path, error, option)
  const [why] = message.split('\n')
  return new RevError('REV_READ_FAILED', `Failed to open ${path}: ${why}`, { cause: error })
}

/** The error of a database file that does not exist. */
export function missingDatabase(path: string, cause: unknown, option: string): RevError {
  return new RevError('REV_MODEL_NOT_FOUND', `Failed to open ${path}: no such file.`, {
    cause,
    hint: `Check \`${option}\` of the source; it counts from the project's folder.`,
  })
}
