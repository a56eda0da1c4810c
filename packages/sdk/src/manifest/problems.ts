/** One thing that is wrong, at a path such as `objects.contacts.operations.upsert`. */
export interface Problem {
  readonly path: string
  readonly message: string
}

/** Gathers what is wrong with a tree of values, so that an author sees everything at once. */
export class Problems {
  readonly path: string
  readonly list: Problem[]

  constructor(path = '', list: Problem[] = []) {
    this.path = path
    this.list = list
  }

  /** The same list, one step further down. */
  below(step: string): Problems {
    return new Problems(this.path === '' ? step : `${this.path}.${step}`, this.list)
  }

  /** Notes a problem here. */
  add(message: string): void {
    this.list.push({ path: this.path, message })
  }

  /** Notes a problem with a member unless it is as expected. @returns whether it is */
  expect(isRight: boolean, step: string, expected: string, got: unknown): boolean {
    if (!isRight) this.below(step).add(`expected ${expected}, got ${describe(got)}`)
    return isRight
  }
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'function') return 'a function'
  const text = JSON.stringify(value) ?? typeof value
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
