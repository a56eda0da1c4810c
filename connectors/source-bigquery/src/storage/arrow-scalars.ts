/** Texts of values that Arrow has and JavaScript has not, as the REST API writes them. */

/** A time of the day from its microseconds. */
export function timeText(micros: bigint): string {
  return `${clockText(micros / 1_000_000n)}.${padded(micros % 1_000_000n, 6)}`
}

/** A decimal from its words of 32 bits, the least first, in two's complement. */
export function decimalText(words: Uint32Array, scale: number): string {
  let unsigned = 0n
  for (let at = words.length - 1; at >= 0; at -= 1)
    unsigned = (unsigned << 32n) | BigInt(words[at] ?? 0)
  const units = BigInt.asIntN(32 * words.length, unsigned)
  const digits = padded(units < 0n ? -units : units, scale + 1)
  const whole = digits.slice(0, digits.length - scale)
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '')
  return `${units < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

/** `1-2 3 4:5:6.789` from months, days, and nanoseconds in two words of 32 bits, the lower one first. */
export function intervalText([months = 0, days = 0, low = 0, high = 0]: Int32Array): string {
  const nanos = (BigInt(high) << 32n) | BigInt(low >>> 0)
  const years = `${months < 0 ? '-' : ''}${Math.trunc(Math.abs(months) / 12)}-${Math.abs(months) % 12}`
  const size = nanos < 0n ? -nanos : nanos
  const time = `${clockText(size / 1_000_000_000n)}.${padded(size % 1_000_000_000n, 9)}`
  return `${years} ${days} ${nanos < 0n ? '-' : ''}${time}`
}

function clockText(seconds: bigint): string {
  const parts = [seconds / 3_600n, (seconds / 60n) % 60n, seconds % 60n]
  return parts.map((part) => padded(part, 2)).join(':')
}

function padded(amount: bigint, digits: number): string {
  return String(amount).padStart(digits, '0')
}
