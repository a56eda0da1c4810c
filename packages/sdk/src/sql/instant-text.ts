/** An instant as canonical text, `1969-12-31T23:59:59.999999Z`, from the whole microseconds since 1970. */
export function instantText(microseconds: string): string {
  const micros = BigInt(microseconds)
  const second = micros / 1_000_000n - (micros % 1_000_000n < 0n ? 1n : 0n)
  const fraction = String(micros - second * 1_000_000n).padStart(6, '0')
  const whole = new Date(Number(second) * 1000).toISOString().slice(0, -'.000Z'.length)
  return `${`${whole}.${fraction}`.replace(/\.?0+$/, '')}Z`
}
