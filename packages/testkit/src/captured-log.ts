import type { Logger, Value } from '@revetl/sdk'

/** One line that a connector logged, as a host would write it. */
export interface LogLine {
  readonly level: keyof Logger
  readonly message: string
  readonly details: Readonly<Record<string, Value>>
  /** Whether a secret was masked in it. */
  readonly isMasked: boolean
}

/** A logger that keeps its lines, masked as a host masks them. */
export function captureLog(redact: (text: string) => string): {
  readonly log: Logger
  readonly lines: readonly LogLine[]
} {
  const lines: LogLine[] = []
  const at =
    (level: keyof Logger): Logger[keyof Logger] =>
    (message, details = {}) => {
      // Masking works on text, so the line goes through its own.
      const text = JSON.stringify({ message, details })
      const masked = redact(text)
      lines.push({
        level,
        ...(JSON.parse(masked) as Pick<LogLine, 'message' | 'details'>),
        isMasked: masked !== text,
      })
    }
  return {
    log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    lines,
  }
}
