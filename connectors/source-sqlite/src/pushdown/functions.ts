import { hash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { valueTypes, type ValueType } from '@revetl/sdk'
import { storageOf, toText, type StoredValue } from '../canonical-text.ts'

/** The names of the functions that a pushdown brings along, in SQL. */
export const functionNames = {
  text: (type: ValueType): string => `rev_text_${type}`,
  key: (type: ValueType): string => `rev_key_${type}`,
  misfit: (type: ValueType): string => `rev_misfit_${type}`,
  print: 'rev_print',
} as const

const options = {
  deterministic: true,
  // No view or trigger of the file can call them.
  directOnly: true,
  useBigIntArguments: true,
} as const

/** Teaches a connection what a read makes of a value, by the same code, and a fingerprint. */
export function registerFunctions(database: DatabaseSync): void {
  for (const type of valueTypes) {
    const text = (value: StoredValue) => (value === null ? null : (toText[type](value) ?? null))
    database.function(functionNames.text(type), options, text)
    database.function(functionNames.key(type), options, keyOf(type, text))
    database.function(functionNames.misfit(type), options, (value: StoredValue) =>
      value === null || text(value) !== null ? null : storageOf(value),
    )
  }
  database.function(functionNames.print, { ...options, varargs: true }, printOf)
}

type ToKey = (value: StoredValue) => StoredValue

/** A key in the dialect's type for it: equal exactly where the local engine takes two for one. */
function keyOf(type: ValueType, text: (value: StoredValue) => string | null): ToKey {
  switch (type) {
    case 'integer':
      return (value) => (typeof value === 'bigint' ? value : null)
    case 'number':
      // 0 and -0 are one.
      return (value) => (text(value) === null ? null : Number(value) + 0)
    case 'decimal':
      return (value) => text(value)?.replace(/\.0*$|(\.\d*[1-9])0+$/, '$1') ?? null
    default:
      return text
  }
}

/** 128 bits over values as they are kept, injective: each says what it is and how long. */
function printOf(...values: StoredValue[]): string {
  return hash('sha256', values.map(marked).join('')).slice(0, 32)
}

function marked(value: StoredValue): string {
  if (value === null) return 'n'
  if (value instanceof Uint8Array) return `b${value.length}:${Buffer.from(value).toString('hex')}`
  if (typeof value === 'string') return `t${value.length}:${value}`
  return typeof value === 'bigint' ? `i${value};` : `r${Object.is(value, -0) ? '-0' : value};`
}
