/** A place in a file of the package. */
export interface FindingPlace {
  /** Relative to the package's folder. */
  readonly file: string
  readonly line: number
}

/** What was expected of a connector and what came instead. */
export interface FailureDetails {
  readonly expected: string
  readonly got: string
  readonly place?: FindingPlace
  /** What to do, in one sentence. */
  readonly fix?: string
}

/** A connector does not keep a promise. */
export class CheckFailure extends Error {
  readonly details: FailureDetails

  constructor(details: FailureDetails) {
    super(`expected ${details.expected}, got ${details.got}`)
    this.name = 'CheckFailure'
    this.details = details
  }
}

/** Fails the check unless something holds. */
export function expectThat(holds: boolean, expected: string, got: unknown): asserts holds {
  if (!holds) throw new CheckFailure({ expected, got: show(got) })
}

/** Fails the check unless two values look the same in JSON. */
export function expectSame(actual: unknown, wanted: unknown, what: string): void {
  const [got, expected] = [show(actual), show(wanted)]
  if (got !== expected) throw new CheckFailure({ expected: `${what}: ${expected}`, got })
}

/** Fails the check where a list is not empty. */
export function expectNone(found: readonly string[], expected: string): void {
  if (found.length > 0) throw new CheckFailure({ expected, got: found.join(', ') })
}

/** A value as a report shows it. */
export function show(value: unknown): string {
  if (typeof value === 'string') return value === '' ? 'nothing' : value
  if (value instanceof Error) return `${value.name}: ${value.message}`
  return JSON.stringify(value) ?? String(value)
}
