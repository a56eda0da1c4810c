import type { Column, ValueType } from '@revetl/sdk'
import { numericDigits, type PostgresField } from '@revetl/sdk/sql'

/** A type of Redshift: what it is in rev, and its name. */
type RedshiftType = readonly [valueType: ValueType, name: string]

const numericOid = 1700
const realOid = 700

// The numbers are those of Amazon's own drivers: https://github.com/aws/amazon-redshift-python-driver/blob/master/redshift_connector/utils/oids.py,
// https://github.com/aws/amazon-redshift-jdbc-driver/blob/master/src/main/java/com/amazon/redshift/core/Oid.java (read 2026-11-27)
const typeByOid: Readonly<Record<number, RedshiftType>> = {
  16: ['boolean', 'boolean'],
  18: ['string', '"char"'],
  19: ['string', 'name'],
  20: ['integer', 'bigint'],
  21: ['integer', 'smallint'],
  23: ['integer', 'integer'],
  25: ['string', 'text'],
  26: ['integer', 'oid'],
  [realOid]: ['number', 'real'],
  701: ['number', 'double precision'],
  1042: ['string', 'character'],
  1043: ['string', 'character varying'],
  1082: ['date', 'date'],
  1083: ['time', 'time without time zone'],
  1114: ['timestamp', 'timestamp without time zone'],
  1184: ['timestamptz', 'timestamp with time zone'],
  1186: ['interval', 'interval'],
  1188: ['interval', 'interval year to month'],
  1190: ['interval', 'interval day to second'],
  1266: ['string', 'time with time zone'],
  [numericOid]: ['decimal', 'numeric'],
  2935: ['string', 'hllsketch'],
  3000: ['string', 'geometry'],
  3001: ['string', 'geography'],
  3999: ['string', 'geometry'],
  4000: ['json', 'super'],
  6551: ['bytes', 'varbyte'],
}

/** A column of a result. A type that is not known travels as its text. */
export function fieldColumn({ name, dataTypeID, dataTypeModifier }: PostgresField): Column {
  const [type, sourceType] = typeByOid[dataTypeID] ?? ['string', `type ${dataTypeID}`]
  const digits = dataTypeID === numericOid ? numericDigits(dataTypeModifier) : {}
  return { name, type, ...digits, sourceType }
}

/** Whether a column is of four bytes, and is printed with eight of its nine digits. */
export function isReal({ dataTypeID }: PostgresField): boolean {
  return dataTypeID === realOid
}

const typeByName: Readonly<Record<string, ValueType>> = {
  ...Object.fromEntries(Object.values(typeByOid).map(([type, name]) => [name, type])),
  // The names of external tables: https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_EXTERNAL_TABLE.html (read 2026-11-27)
  int: 'integer',
  float: 'number',
  double: 'number',
  decimal: 'decimal',
  timestamp: 'timestamp',
  binary: 'bytes',
  'binary varying': 'bytes',
}

/** The value type of a type that a catalogue names, whatever stands in parentheses behind it. */
export function valueTypeOfName(name: string): ValueType {
  return typeByName[name.replace(/\(.*?\)/, '')] ?? 'string'
}
