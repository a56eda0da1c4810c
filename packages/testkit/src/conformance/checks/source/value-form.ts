import type { ValueType } from '@revetl/sdk'

const date = String.raw`-?\d{4,6}-\d\d-\d\d|-?infinity`
const time = String.raw`\d\d:\d\d:\d\d(\.\d{1,9})?`

/** The canonical text of each type of value. */
export const valueForms: Readonly<Record<ValueType, RegExp>> = {
  boolean: /^(true|false)$/,
  integer: /^-?\d+$/,
  decimal: /^(-?\d+(\.\d+)?|NaN|-?Infinity)$/,
  number: /^(-?\d+(\.\d+)?(e[+-]?\d+)?|NaN|-?Infinity)$/i,
  string: /^[^]*$/,
  date: new RegExp(`^(${date})$`),
  time: new RegExp(`^(${time})$`),
  timestamp: new RegExp(`^(-?\\d{4,6}-\\d\\d-\\d\\dT${time}|-?infinity)$`),
  timestamptz: new RegExp(`^(-?\\d{4,6}-\\d\\d-\\d\\dT${time}Z|-?infinity)$`),
  interval: /^-?P(?=.)/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  bytes: /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
  json: /^\s*[[{"\dtfn-][^]*$/,
}
