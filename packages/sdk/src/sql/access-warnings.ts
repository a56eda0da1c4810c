import { listSome } from './list-some.ts'

/** What a user of a database server may do. */
export interface AccessFacts {
  readonly user: string
  /** How many tables it can read. */
  readonly readable: number
  /** What it is that needs no rights, such as `is a superuser`; undefined for none. */
  readonly power: string | undefined
  /** Tables that it can write to; as many as `listedMax`. */
  readonly writable: readonly string[]
}

/** What to tell of a user that can do too little or too much for a source. */
export function accessWarnings({ user, readable, power, writable }: AccessFacts): string[] {
  const warnings: string[] = []
  if (readable === 0) warnings.push(`${user} can read no table: grant \`select\` to it.`)
  if (power !== undefined) {
    warnings.push(`${user} ${power}: a user that can only read is safer.`)
  } else if (writable.length > 0) {
    warnings.push(`${user} can write to ${listSome(writable)}: a user that can only read is safer.`)
  }
  return warnings
}
