import type { Direction } from './to-json-schema.ts'

/** One thing that is not as the vendor describes it. */
export interface Mismatch {
  /** As the description writes it, or the path as it was sent where the description does not have it. */
  readonly operation: string
  readonly in: Direction
  /** The status of the answer. */
  readonly status: number | undefined
  /** `/body/inputs/0/id`, `/query/limit`, `/status`; empty where the operation is not described. */
  readonly pointer: string
  /** The JSON Schema keyword, or `described` where something is not. */
  readonly keyword: string
  readonly expected: string
  /** What was there instead, cut short. */
  readonly got: string
}

/** A mismatch before it is known which exchange it is about. */
export type Finding = Pick<Mismatch, 'pointer' | 'keyword' | 'expected' | 'got'>

const lengthMax = 100

/** A value in a message, cut short. */
export function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length > lengthMax ? `${text.slice(0, lengthMax)}…` : text
}

/** Something that the description does not have. */
export function undescribed(pointer: string, expected: string, value: unknown): Finding {
  return { pointer, keyword: 'described', expected, got: show(value) }
}
