/** The digits that a numeric declares, from the modifier of its type; nothing where it declares none. */
// The modifier holds both numbers, the scale in 11 bits with sign: https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/numeric.c (read 2026-11-22)
export function numericDigits(modifier: number): {
  readonly precision?: number
  readonly scale?: number
} {
  if (modifier < 4) return {}
  const precision = ((modifier - 4) >> 16) & 0xff_ff
  const scale = (((modifier - 4) & 0x7_ff) ^ 1024) - 1024
  // numeric(3,-2) has no digit after the point and up to five before it.
  if (scale < 0) return { precision: precision - scale, scale: 0 }
  return { precision: Math.max(precision, scale), scale }
}
