import type { Logger, Value } from '@revetl/sdk'

/** One line that a connector logged, as a host would write it. */
export interface LogLine {
  readonly level: keyof Logger
  readonly message: string
  readonly details: Readonly<Record<string, Value>>
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
      // Masking works on text, so the details go through theirs.
      const masked = JSON.parse(redact(JSON.stringify(details))) as LogLine['details']
      lines.push({ level, message: redact(message), details: masked })
    }
  return {
    log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    lines,
  }
}
