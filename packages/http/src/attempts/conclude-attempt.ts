import { failureVerdict } from '../exchange/failure-verdict.ts'
import type { StatusVerdict } from '../exchange/status-verdict.ts'
import type { WireAnswer, WireFailure, WireTimes } from '../exchange/wire.ts'
import { putBack, type Admission } from '../limits/admission.ts'
import type { Pipeline } from './pipeline.ts'

/** How an attempt ended. */
export type AttemptEnd =
  | { readonly answer: WireAnswer; readonly verdict: StatusVerdict }
  /** `isOurs`: it was called off, which says nothing about the destination. */
  | { readonly failure: WireFailure; readonly isOurs: boolean }

/** An attempt that is over. */
export interface EndedAttempt {
  readonly admission: Admission
  readonly times: WireTimes
  readonly end: AttemptEnd
  /** Not the first try of its request. */
  readonly isRetry: boolean
}

/** Tells everybody who shares limits with a request what became of it, and frees what it held. */
export function concludeAttempt(
  pipeline: Pipeline,
  { admission, times, end, isRetry }: EndedAttempt,
): void {
  const { limits, clock, stats } = pipeline
  const nowMs = clock.monotonicMs()
  stats.status('answer' in end ? end.answer.status : undefined)
  if ('answer' in end) stats.bytesReceived += end.answer.raw.length
  // A request that fails three times is one failure: a single bad record must not close the way for all others.
  const failed = isFailure(end)
  const counted = failed === true && isRetry ? undefined : failed
  limits.breaker.record(counted, nowMs)
  limits.throttle.record(counted, nowMs)
  adapt(pipeline, times, end, nowMs)
  for (const permit of admission.permits) {
    if ('failure' in end && end.failure.phase === 'connecting') permit.giveBack()
    else permit.answered(times.answeredMs ?? nowMs)
  }
  const isFine = 'answer' in end && end.verdict !== 'throttled'
  for (const probe of admission.probes) probe.settleProbe(isFine ? 'fine' : 'unclear')
  for (const slots of admission.slots) slots.free()
}

/** Frees what a request held that was not sent after all; nobody learns anything from it. */
export function callOff({ limits, clock }: Pipeline, admission: Admission): void {
  const nowMs = clock.monotonicMs()
  limits.breaker.record(undefined, nowMs)
  limits.throttle.record(undefined, nowMs)
  putBack(admission)
}

/** Whether the destination failed; a throttle is an answer of a healthy one. */
function isFailure(end: AttemptEnd): boolean | undefined {
  if ('failure' in end) return end.isOurs ? undefined : true
  if (end.verdict === 'throttled') return undefined
  return end.verdict === 'failed' || end.answer.bodyFailure !== undefined
}

function adapt({ limits }: Pipeline, times: WireTimes, end: AttemptEnd, nowMs: number): void {
  if (times.sentMs === undefined || ('failure' in end && end.isOurs)) return
  const isMoved = limits.adaptive.record({
    nowMs,
    rttMs: (times.answeredMs ?? nowMs) - times.sentMs,
    isBackPressure: isBackPressure(end),
    busy: limits.slots.busy,
  })
  if (isMoved) limits.slots.resize(limits.adaptive.limit)
}

function isBackPressure(end: AttemptEnd): boolean {
  if ('answer' in end) return end.verdict === 'throttled' || end.answer.status === 503
  return failureVerdict(end.failure.code, end.failure.phase).code === 'REV_HTTP_TIMEOUT'
}
