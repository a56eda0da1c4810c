/**
 * SQL of an interval in ISO 8601 from its text, `1-2 3 4:5:6.789`, made as `canonical-text.ts` makes it: each part with
 * its unit behind a bar, then those that are zero are left out, and zeros before and behind digits.
 */
export function intervalText(text: string): string {
  const parts = String.raw`r'^(-?)(\d+)-(\d+) (-?\d+) (-?)(\d+):(\d+):(\d+(?:\.\d+)?)$', r'|\1\2Y|\1\3M|\4DT|\5\6H|\5\7M|\5\8S'`
  const steps: readonly string[] = [
    parts,
    String.raw`r'(\.\d*[1-9])0+S', r'\1S'`,
    String.raw`r'\.0+S', r'S'`,
    String.raw`r'\|-?0+([YMHS])', ''`,
    String.raw`r'\|-?0+D', ''`,
    String.raw`r'\|(-?)0+([1-9])', r'|\1\2'`,
    String.raw`r'T$', ''`,
    String.raw`r'\|', ''`,
    "r'^$', 'T0S'",
  ]
  const iso = steps.reduce((sql, step) => `regexp_replace(${sql}, ${step})`, text)
  return `concat('P', ${iso})`
}
