import type { DestinationAnswer } from './destination-model.ts'
import type { FaultKind } from './story.ts'

/** Faults that decide the fate of a request, first to last. */
export const requestFaults = [
  'refused',
  'reset before',
  'reset after',
  'timeout before',
  'timeout after',
  'throttled',
  'throttled by date',
  'throttled badly',
  'throttled silently',
  'failed',
  'failed after',
  'unavailable',
  'empty',
  'cut short',
  'one verdict less',
  'foreign verdict',
  'verdict twice',
  'redirected',
  'unauthorized',
] as const satisfies readonly FaultKind[]

/** Those of a token end point: what may pass, and answers that are lost. */
export const tokenFaults = [
  'refused',
  'reset before',
  'reset after',
  'timeout before',
  'timeout after',
  'failed',
  'failed after',
  'unavailable',
  'empty',
  'cut short',
] as const satisfies readonly RequestFault[]

/** One of these. */
export type RequestFault = (typeof requestFaults)[number]

/** Answers that say that nothing was applied. */
export function earlyStatus(fault: RequestFault | undefined): DestinationAnswer | undefined {
  const verdicts = new Map<string, never>()
  switch (fault) {
    case 'throttled':
    case 'throttled by date':
    case 'throttled badly':
    case 'throttled silently':
      return { status: 429, body: '', verdicts }
    case 'failed':
      return { status: 500, body: 'oops', verdicts }
    case 'unavailable':
      return { status: 503, body: 'later', verdicts }
    case 'redirected':
      return { status: 302, body: '', verdicts }
    case 'unauthorized':
      return { status: 401, body: '{"message":"who are you"}', verdicts }
    default:
      return undefined
  }
}

/** What of a twisted answer still speaks of one record, and once. */
export function believable(
  verdicts: DestinationAnswer['verdicts'],
  fault: 'one verdict less' | 'foreign verdict' | 'verdict twice',
): DestinationAnswer['verdicts'] {
  const all = [...verdicts]
  if (fault === 'foreign verdict') return new Map()
  return new Map(fault === 'one verdict less' ? all.slice(0, -1) : all.slice(1))
}

/** An answer that breaks its own contract. */
export function twisted(
  body: string,
  fault: 'one verdict less' | 'foreign verdict' | 'verdict twice',
) {
  const { results = [] } = JSON.parse(body) as { results?: { id: string; status: string }[] }
  if (fault === 'one verdict less') results.pop()
  else if (fault === 'foreign verdict') results.push({ id: '999999', status: 'ok' })
  else results.push({ id: results[0]?.id ?? '0', status: 'rejected' })
  return JSON.stringify({ results })
}
