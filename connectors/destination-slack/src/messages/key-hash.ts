import { createHash } from 'node:crypto'
import { isExactNumber, type Value } from '@revetl/sdk'

// "Metadata you post to Slack is accessible to any app or user who is a member of that workspace":
// https://docs.slack.dev/messaging/message-metadata (read 2026-11-27)
/** A key as messages carry it, so that nobody reads it there. */
export function keyHash(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 40)
}

/** A key as text, empty where there is none: 7 and "7" are the same message. */
export function keyText(value: Value | undefined): string {
  if (value === null || value === undefined) return ''
  const isPlain = typeof value !== 'object' || isExactNumber(value)
  return isPlain ? String(value) : JSON.stringify(value)
}

/** The type of the metadata in messages of rev. */
export const eventType = 'rev_message'
