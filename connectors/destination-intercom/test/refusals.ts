import type { Change, Outcome } from '@revetl/sdk'
import { BatchChange } from '@revetl/sdk/host'

/** A change with nothing in it. */
export const change: Change = new BatchChange({ id: 'c1', kind: 'added', key: [1], json: '{}' })

/** A refusal in Intercom's form. */
export const errorList = (code: string, message?: string, field?: string): unknown => ({
  type: 'error.list',
  request_id: 'b5a1f332-1bf1-44bd-a068-2634244b6051',
  errors: [{ code, ...(message === undefined ? {} : { message }), ...(field ? { field } : {}) }],
})

/** An outcome in one line, its parts always in the same order. */
export function show(outcome: Outcome): string {
  const parts = { ...outcome } as Readonly<Record<string, string | undefined>>
  const names = ['status', 'effect', 'reason', 'code', 'remoteId', 'scope', 'message', 'field']
  return [...names, 'vendorCode'].flatMap((name) => parts[name] ?? []).join(' | ')
}

/** What was thrown, in the same form. */
export function thrown(error: unknown): string {
  const { code, delivery, message } = error as Readonly<Record<string, string>>
  return `${code} | ${delivery} | ${message}`
}
