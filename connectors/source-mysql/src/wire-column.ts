import type { Column } from '@revetl/sdk'
import type { FieldPacket } from 'mysql2'
import { toColumn, type TypeFacts, type TypeOptions } from './column-types.ts'

/** A column of an answer as the protocol describes it; mysql2's types leave out what only MariaDB says. */
export type WireColumn = FieldPacket & {
  readonly columnLength: number
  readonly characterSet: number
  readonly extendedTypeName?: string
  readonly extendedFormat?: string
}

// Numbers of types and flags: https://mariadb.com/docs/server/reference/clientserver-protocol/4-server-response-packets/result-set-packets (read 2026-11-27)
const nameByNumber: Readonly<Record<number, string>> = {
  0: 'decimal',
  1: 'tinyint',
  2: 'smallint',
  3: 'int',
  4: 'float',
  5: 'double',
  7: 'timestamp',
  8: 'bigint',
  9: 'mediumint',
  10: 'date',
  11: 'time',
  12: 'datetime',
  13: 'year',
  14: 'date',
  16: 'bit',
  242: 'vector',
  245: 'json',
  246: 'decimal',
  255: 'geometry',
}
const flag = { notNull: 1, unsigned: 32, zerofill: 64, enum: 256, set: 2048 } as const
const binaryCharacterSet = 63

/** A column of a model. */
export function wireColumn(field: WireColumn, options: TypeOptions): Column {
  const type = typeFacts(field)
  return toColumn(field.name, type, {
    options,
    nullable: (flagsOf(field) & flag.notNull) === 0,
    sourceType: sourceType(type),
  })
}

/** What the protocol tells of the type of a column. */
export function typeFacts(field: WireColumn): TypeFacts {
  const isUnsigned = (flagsOf(field) & flag.unsigned) !== 0
  const name = typeName(field)
  const isPadded = (flagsOf(field) & flag.zerofill) !== 0
  const size = name === 'decimal' ? decimalDigits(field, isUnsigned) : field.columnLength
  return { name, isUnsigned, isPadded, size, scale: name === 'decimal' ? field.decimals : 0 }
}

function typeName(field: WireColumn): string {
  if (field.extendedFormat === 'json') return 'json'
  const named = field.type === undefined ? undefined : nameByNumber[field.type]
  if (named !== undefined) return named
  // MariaDB names the types of its own, such as uuid and inet6, beside a type that older clients know.
  if (field.extendedTypeName !== undefined) return field.extendedTypeName
  const flags = flagsOf(field)
  if ((flags & flag.enum) !== 0) return 'enum'
  if ((flags & flag.set) !== 0) return 'set'
  return field.characterSet === binaryCharacterSet ? 'blob' : 'text'
}

function flagsOf({ flags }: WireColumn): number {
  return typeof flags === 'number' ? flags : 0
}

/** The length counts the characters of the longest value: digits, point and sign. */
function decimalDigits({ columnLength, decimals }: WireColumn, isUnsigned: boolean): number {
  return columnLength - (decimals > 0 ? 1 : 0) - (isUnsigned ? 0 : 1)
}

function sourceType({ name, isUnsigned, size, scale }: TypeFacts): string {
  const digits = name === 'decimal' ? `(${size},${scale})` : name === 'bit' ? `(${size})` : ''
  return `${name}${digits}${isUnsigned ? ' unsigned' : ''}`
}
