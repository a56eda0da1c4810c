import {
  errorMessage,
  isRevError,
  RevError,
  type ErrorCode,
  type FilePlace,
  type RevErrorOptions,
} from '@revetl/sdk'

/** Collects everything that is wrong with a project, so that one look shows it all. */
export class Problems {
  readonly errors: RevError[] = []
  readonly warnings: RevError[] = []

  /** Adds an error; `message` is a whole sentence or two. */
  add(code: ErrorCode, message: string, options: RevErrorOptions = {}): void {
    this.errors.push(new RevError(code, message, options))
  }

  /** Adds something that works and is probably not meant. */
  warn(code: ErrorCode, message: string, options: RevErrorOptions = {}): void {
    this.warnings.push(new RevError(code, message, options))
  }

  /** Adds what was thrown while something named in a file was looked up. */
  addThrown(error: unknown, place: FilePlace): void {
    if (!isRevError(error)) {
      this.add('REV_INTERNAL', errorMessage(error), { cause: error, place })
      return
    }
    const { code, message, hint } = error
    this.add(code, message, { cause: error, place, ...(hint === undefined ? {} : { hint }) })
  }

  /** @throws the first error by file and line, with the others in `others`. */
  throwIfAny(): void {
    const [first, ...others] = this.errors.toSorted(byPlace)
    if (first === undefined) return
    if (others.length === 0) throw first
    const { cause, hint, place } = first
    throw new RevError(first.code, first.message, {
      others,
      ...(cause === undefined ? {} : { cause }),
      ...(hint === undefined ? {} : { hint }),
      ...(place === undefined ? {} : { place }),
    })
  }
}

function byPlace(a: RevError, b: RevError): number {
  if (a.place === undefined || b.place === undefined) return 0
  return (
    fileRank(a.place.file) - fileRank(b.place.file) ||
    a.place.file.localeCompare(b.place.file, 'en') ||
    a.place.line - b.place.line ||
    a.place.column - b.place.column
  )
}

/** rev.yaml comes first: the other files refer to it. */
function fileRank(file: string): number {
  return file.includes('/') ? 1 : 0
}
