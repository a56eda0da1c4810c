type Redact = (text: string) => string

/**
 * What a connector says of its changes, without the secrets that a destination said back. Ids and statuses are left
 * as they are, and so is everything that is no outcome: it is judged later.
 */
export function redactOutcomes(outcomes: unknown, redact: Redact): unknown {
  // Most answers say nothing but yes: they are handed on as they are.
  if (!Array.isArray(outcomes) || !outcomes.some(hasText)) return outcomes
  return outcomes.map((outcome) => (hasText(outcome) ? redactOutcome(outcome, redact) : outcome))
}

function hasText(outcome: unknown): boolean {
  if (typeof outcome !== 'object' || outcome === null) return false
  const { message, field, vendorCode } = outcome as Readonly<Record<string, unknown>>
  return message !== undefined || field !== undefined || vendorCode !== undefined
}

function redactOutcome(outcome: unknown, redact: Redact): unknown {
  if (typeof outcome !== 'object' || outcome === null) return outcome
  const { message, field, vendorCode } = outcome as Readonly<Record<string, unknown>>
  const texts = Object.entries({ message, field, vendorCode }).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  const masked = texts.filter(([, text]) => redact(text) !== text)
  if (masked.length === 0) return outcome
  return { ...outcome, ...Object.fromEntries(masked.map(([name, text]) => [name, redact(text)])) }
}
