import { isExactNumber, type Value } from '@revetl/sdk'
import { quoteText } from '../sql.ts'
import type { TypedSql } from './typed-sql.ts'

const fixed = { problems: [], isVolatile: false } as const

/** A constant as SQL. Texts are quoted, never executed. */
export function literal(value: Value): TypedSql {
  if (value === null) {
    return {
      ...fixed,
      sql: 'NULL::VARCHAR',
      type: 'string',
      form: 'text',
      constant: { kind: 'null' },
    }
  }
  if (typeof value === 'boolean') {
    return {
      ...fixed,
      sql: String(value),
      type: 'boolean',
      form: 'native',
      constant: { kind: 'other' },
    }
  }
  if (typeof value === 'string') return textLiteral(value)
  if (typeof value === 'number' || isExactNumber(value)) return numberLiteral(String(value))
  return {
    ...fixed,
    sql: quoteAnyText(JSON.stringify(value)),
    type: 'json',
    form: 'text',
    isBuilt: true,
    constant: { kind: 'other' },
  }
}

/** A text as SQL. */
export function textLiteral(text: string): TypedSql {
  const constant = { kind: 'text', text } as const
  return { ...fixed, sql: quoteAnyText(text), type: 'string', form: 'text', constant }
}

function numberLiteral(text: string): TypedSql {
  const constant = { kind: 'number', text } as const
  const isInteger = /^-?\d{1,19}$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text)
  return isInteger
    ? // Written as text, since DuckDB has no literal for the smallest integer.
      { ...fixed, sql: `'${text}'::BIGINT`, type: 'integer', form: 'native', constant }
    : { ...fixed, sql: quoteText(text), type: 'decimal', form: 'text', constant }
}

/** A text literal that may hold NUL, which a statement cannot. */
export function quoteAnyText(text: string): string {
  if (!text.includes('\0')) return quoteText(text)
  return `(${text.split('\0').map(quoteText).join(' || chr(0) || ')})`
}
