import type { DescriptionException, DescribedVendor } from './define-vendor-spec.ts'
import type { CheckedExchange } from './check/exchange-checker.ts'
import type { Mismatch } from './check/mismatch.ts'
import { isExcepted } from './match-exception.ts'

/** A mismatch and how often it was seen. */
export interface CountedMismatch extends Mismatch {
  readonly times: number
}

/** How the traffic of a connector compares with the description of its vendor. */
export interface VendorSpecReport {
  readonly folder: string
  readonly files: readonly string[]
  readonly requests: {
    readonly checked: number
    /** Those that the vendor refused for what the records hold; only their answers are held against the description. */
    readonly refused: number
    /** Those of operations that are not described. */
    readonly undescribed: number
  }
  readonly answers: { readonly checked: number }
  /** The operations that were seen, as the description writes them. */
  readonly operations: readonly string[]
  readonly mismatches: readonly CountedMismatch[]
  readonly exceptions: readonly (DescriptionException & { readonly times: number })[]
  /** Exceptions that matched nothing, which is an error. */
  readonly unmatched: readonly DescriptionException[]
}

/** Counts what was seen. */
export class ReportCounter {
  readonly #spec: DescribedVendor
  readonly #exceptions: { readonly exception: DescriptionException; times: number }[]
  readonly #mismatches = new Map<string, { first: Mismatch; times: number }>()
  readonly #operations = new Set<string>()
  readonly #counts = { checked: 0, refused: 0, undescribed: 0, answers: 0 }

  constructor(spec: DescribedVendor) {
    this.#spec = spec
    this.#exceptions = (spec.exceptions ?? []).map((exception) => ({ exception, times: 0 }))
  }

  add(checked: CheckedExchange): void {
    const { isRequestChecked, isRefused, isAnswerChecked, mismatches, operation } = checked
    if (isRequestChecked) this.#counts.checked += 1
    else if (isRefused) this.#counts.refused += 1
    else this.#counts.undescribed += 1
    if (isAnswerChecked) this.#counts.answers += 1
    if (operation !== undefined) this.#operations.add(operation)
    for (const mismatch of mismatches) this.#count(mismatch)
  }

  report(): VendorSpecReport {
    const { answers, ...requests } = this.#counts
    const counted = this.#exceptions.map(({ exception, times }) => ({ ...exception, times }))
    return {
      folder: this.#spec.folder,
      files: this.#spec.descriptions.map(({ file }) => file),
      requests,
      answers: { checked: answers },
      operations: [...this.#operations].sort(),
      mismatches: [...this.#mismatches.values()].map(({ first, times }) => ({ ...first, times })),
      exceptions: counted.filter(({ times }) => times > 0),
      unmatched: this.#exceptions.filter(({ times }) => times === 0).map((one) => one.exception),
    }
  }

  #count(mismatch: Mismatch): void {
    const excepted = this.#exceptions.filter(({ exception }) => isExcepted(exception, mismatch))
    for (const one of excepted) one.times += 1
    if (excepted.length > 0) return
    const { operation, in: direction, pointer, keyword } = mismatch
    const place = pointer.replaceAll(/\/\d+(?=\/|$)/g, '/*')
    const key = JSON.stringify([operation, direction, place, keyword])
    const known = this.#mismatches.get(key)
    if (known) known.times += 1
    else this.#mismatches.set(key, { first: mismatch, times: 1 })
  }
}
