import {
  errorMessage,
  isRevError,
  RevError,
  type ErrorCode,
  type FilePlace,
  type RevErrorOptions,
} from '@revetl/sdk'

/** A part of a project that can be at fault while others are fine, such as `sync contacts`. */
export type PartName = `${'source' | 'destination' | 'model' | 'dbt model' | 'sync'} ${string}`

/**
 * Collects everything that is wrong with a project, so that one look shows it all; and for each part what is wrong with
 * it and with what it needs, so that the others can go on.
 */
export class Problems {
  readonly #errors: RevError[] = []
  readonly #warnings: RevError[] = []
  readonly #whole: Problems | undefined
  readonly #parts = new Map<PartName, Problems>()
  readonly #needs = new Set<PartName>()

  constructor(whole?: Problems) {
    this.#whole = whole
  }

  get errors(): readonly RevError[] {
    return this.#errors
  }

  get warnings(): readonly RevError[] {
    return this.#warnings
  }

  /** What is wrong with one part; the whole has it too. */
  part(name: PartName): Problems {
    if (this.#whole !== undefined) return this.#whole.part(name)
    const part = this.#parts.get(name) ?? new Problems(this)
    this.#parts.set(name, part)
    return part
  }

  /** The part cannot be used without another one. */
  needs(name: PartName): void {
    this.#needs.add(name)
  }

  /** What is wrong with a part and with all that it needs, as one error; undefined where it can be used. */
  errorOf(name: PartName): RevError | undefined {
    const asked = new Set([name])
    const found = new Set<RevError>()
    // What is added while it goes on is looked at as well.
    for (const one of asked) {
      const part = this.part(one)
      for (const error of part.errors) found.add(error)
      for (const needed of part.#needs) asked.add(needed)
    }
    return asOneError([...found])
  }

  /** Adds an error; `message` is a whole sentence or two. */
  add(code: ErrorCode, message: string, options: RevErrorOptions = {}): void {
    this.take([new RevError(code, message, options)])
  }

  /** Adds errors that somebody else found. */
  take(errors: readonly RevError[]): void {
    this.#errors.push(...errors)
    this.#whole?.take(errors)
  }

  /** Adds something that works and is probably not meant. */
  warn(code: ErrorCode, message: string, options: RevErrorOptions = {}): void {
    this.#warn(new RevError(code, message, options))
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
    const error = asOneError(this.errors)
    if (error !== undefined) throw error
  }

  /** The same for what is wrong with no part alone, but with the whole. */
  throwIfWhole(): void {
    const ofParts = new Set([...this.#parts.values()].flatMap(({ errors }) => errors))
    const error = asOneError(this.errors.filter((one) => !ofParts.has(one)))
    if (error !== undefined) throw error
  }

  #warn(warning: RevError): void {
    this.#warnings.push(warning)
    if (this.#whole !== undefined) this.#whole.#warn(warning)
  }
}

function asOneError(errors: readonly RevError[]): RevError | undefined {
  const [first, ...others] = errors.toSorted(byPlace)
  if (first === undefined || others.length === 0) return first
  const { cause, hint, place } = first
  return new RevError(first.code, first.message, {
    others,
    ...(cause === undefined ? {} : { cause }),
    ...(hint === undefined ? {} : { hint }),
    ...(place === undefined ? {} : { place }),
  })
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
