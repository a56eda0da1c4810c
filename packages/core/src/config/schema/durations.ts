const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** A length of time such as `10m`. */
export const durationPattern = /^(\d{1,9})(ms|s|m|h|d)$/

/** Milliseconds of a text that `durationPattern` allows. */
export function durationMs(text: string): number {
  const [, digits = '0', unit = 'ms'] = durationPattern.exec(text) ?? []
  return Number(digits) * units[unit as keyof typeof units]
}
