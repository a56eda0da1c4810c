// A FLOAT has up to nine digits, of which the server prints six.
const digitsMin = 6
const digitsMax = 9
// Below it numbers of four bytes have fewer than six.
const normalMin = 2 ** -126

/** SQL of the shortest digits that are the same FLOAT, as a read finds them: a whole number and a power of ten. */
export function floatText(reference: string): string {
  const value = `cast(${reference} as double)`
  const power = `floor(log10(abs(${value})))`
  const textOf = (digits: number): string => {
    const whole = `round(${value} * pow(10, ${digits - 1} - ${power}))`
    return `concat(cast(${whole} as decimal(10)), 'e', ${power} - ${digits - 1})`
  }
  const shorter = Array.from({ length: digitsMax - 1 }, (_, index) => {
    const digits = index + 1
    const text = textOf(digits)
    const isSmall = digits < digitsMin ? `abs(${value}) < ${normalMin} and ` : ''
    return `when ${isSmall}cast(${text} as float) = ${reference} then ${text}`
  })
  return `case when ${reference} = 0 then '0' ${shorter.join(' ')} else ${textOf(digitsMax)} end`
}
