// A number of four bytes has up to nine digits, and six are the same number unless it is below the normal ones.
const digitsMax = 9
const normalDigits = 6
const normalMin = '1.17549435E-38D'

/**
 * SQL of the shortest digits that are the same FLOAT, as `float32Text` of the SDK finds them for a read. What the engine
 * prints has sometimes one more. A cast that fails is null: the engine computes branches that it does not take.
 */
export function floatText(reference: string): string {
  const double = `cast(${reference} as double)`
  const textOf = (digits: number): string => `format_string('%.${digits - 1}e', ${double})`
  const candidates = Array.from({ length: digitsMax - 1 }, (_, index) => index + 1)
  const branches = candidates.map((digits) => {
    const isSmall = digits < normalDigits ? `abs(${double}) < ${normalMin} and ` : ''
    return `when ${isSmall}try_cast(${textOf(digits)} as float) = ${reference} then ${textOf(digits)}`
  })
  const isWord = `${double} in (double('NaN'), double('Infinity'), double('-Infinity'), 0D)`
  return `case when ${reference} is null then null when ${isWord} then cast(${reference} as string) ${branches.join(' ')} else ${textOf(digitsMax)} end`
}
