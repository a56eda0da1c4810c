// A REAL has up to nine digits, of which the server prints eight.
const digitsMax = 9
// From here on a number is none of four bytes.
const realEnd = '3.4028235677973366e38'

/** SQL of the shortest digits that are the same REAL, as a read finds them: a whole number and a power of ten. */
export function floatText(reference: string): string {
  const printed = `${reference}::varchar`
  const isWord = `${printed} in ('NaN', 'Infinity', '-Infinity')`
  // Null where there is no power, whichever branches the server computes.
  const value = `nullif(case when ${isWord} then null else ${reference}::float8 end, 0)`
  const power = `floor(log(abs(${value})))`
  const textOf = (digits: number): string => {
    const whole = `round(${value} * pow(10::float8, ${digits - 1} - ${power}))`
    return `${whole}::bigint::varchar || 'e' || (${power} - ${digits - 1})::int::varchar`
  }
  const shorter = Array.from({ length: digitsMax - 1 }, (_, index) => {
    const text = textOf(index + 1)
    const double = `(${text})::float8`
    const real = `(case when abs(${double}) < ${realEnd} then ${double} end)::float4`
    return `when ${real} = ${reference} then ${text}`
  })
  return `case when ${isWord} or ${reference} = 0 then ${printed} ${shorter.join(' ')} else ${textOf(digitsMax)} end`
}
