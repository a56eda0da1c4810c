const digits = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })

/** A count with thousands separators: `3,201`. */
export function countText(count: number): string {
  return digits.format(count)
}

/** A count and its noun: `1 record`, `3,201 records`. */
export function amountText(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** Seconds for people: `0.4 s`, `12 s`, `3 min 5 s`, `2 h 10 min`. */
export function secondsText(seconds: number): string {
  if (seconds < 10) return `${digits.format(seconds)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${countText(Math.floor(whole / 3600))} h ${Math.floor((whole % 3600) / 60)} min`
}
