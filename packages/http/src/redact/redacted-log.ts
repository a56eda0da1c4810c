import { isExactNumber, type Logger, type Value } from '@revetl/sdk'

type Details = Readonly<Record<string, Value>>

/** A log whose lines pass through a redactor before anybody sees them. */
export function redactedLog(log: Logger, redact: (text: string) => string): Logger {
  const clean = (details: Details | undefined) =>
    details === undefined ? undefined : (redactValue(details, redact) as Details)
  return {
    debug: (message, details) => log.debug(redact(message), clean(details)),
    info: (message, details) => log.info(redact(message), clean(details)),
    warn: (message, details) => log.warn(redact(message), clean(details)),
    error: (message, details) => log.error(redact(message), clean(details)),
  }
}

function redactValue(value: Value, redact: (text: string) => string): Value {
  if (typeof value === 'string') return redact(value)
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return value
  if (Array.isArray(value)) return value.map((item: Value) => redactValue(item, redact))
  return Object.fromEntries(
    Object.entries(value as Details).map(([name, item]) => [
      redact(name),
      redactValue(item, redact),
    ]),
  )
}
