// Below it numbers of four bytes have fewer than six digits.
const normalMin = 2 ** -126

/** The shortest digits that are the same number of four bytes, as JavaScript writes numbers: 0.1 and not 0.10000000149011612. */
export function float32Text(number: number): string {
  if (Object.is(number, -0)) return '-0'
  for (let digits = Math.abs(number) < normalMin ? 1 : 6; digits < 9; digits += 1) {
    const short = Number(number.toPrecision(digits))
    if (Math.fround(short) === number) return String(short)
  }
  return String(Number(number.toPrecision(9)))
}
