import { isRevError, RevError, type HttpResponse } from '@revetl/sdk'
import type { Credentials } from '../auth/credentials.ts'
import type { Signature } from '../auth/sign.ts'
import { decodeBody } from '../exchange/decode-body.ts'
import { failureVerdict } from '../exchange/failure-verdict.ts'
import { createResponse } from '@revetl/sdk/host'
import { statusVerdict } from '../exchange/status-verdict.ts'
import { exchange, WireFailure, type WireAnswer, type WireTimes } from '../exchange/wire.ts'
import { admit, admitAtOnce, learnLimits, type Admission } from '../limits/admission.ts'
import type { Claims } from '../limits/quota-claims.ts'
import { beyondPatience, type Wait } from '../limits/wait.ts'
import { attemptsMax, retryDelayMs } from './backoff.ts'
import { callOff, concludeAttempt } from './conclude-attempt.ts'
import type { Pipeline, Work } from './pipeline.ts'
import { failureError, requestError } from './request-error.ts'
import { isRead, isResendable } from './resendable.ts'
import { retryAfterMs } from './retry-after.ts'
import { answerBytesMaxOf, wireRequest } from './wire-request.ts'

/**
 * Sends a request until there is an answer that speaks of it, or until another try would be wrong.
 * @throws RevError with a delivery class.
 */
export async function runRequest(pipeline: Pipeline, work: Work): Promise<HttpResponse> {
  const run = new RequestRun(pipeline, work)
  try {
    for (;;) {
      const response = await run.attempt()
      if (response !== undefined) return response
    }
  } catch (error) {
    throw run.explain(error)
  }
}

class RequestRun {
  readonly #pipeline: Pipeline
  readonly #work: Work
  readonly #wait: Wait
  readonly #claims: Claims
  readonly #credentials: Credentials
  #attempts = 0
  /** Some attempt may have been applied: nothing that comes later can make the request certainly not applied. */
  #isAmbiguous = false
  #isUnderWay = false

  constructor(pipeline: Pipeline, work: Work) {
    this.#pipeline = pipeline
    this.#work = work
    const patienceMs = Math.min(pipeline.patienceMs, work.request.patienceMs ?? Infinity)
    this.#wait = {
      signal: work.signal,
      title: work.prepared.title,
      endMs: pipeline.clock.monotonicMs() + patienceMs,
      count: pipeline.stats.waited,
    }
    const { request, prepared, call } = work
    this.#claims = pipeline.claims({ request, prepared, records: call.records ?? 1 })
    this.#credentials = request.anonymous === true ? pipeline.anonymous : pipeline.credentials
    pipeline.limits.retries.earn()
  }

  /** One try. @returns the answer, or nothing where another try is due. */
  async attempt(): Promise<HttpResponse | undefined> {
    const keeper = this.#pipeline
    const signed = this.#credentials.sign(this.#work.signal)
    let signature = signed instanceof Promise ? await signed : signed
    let admission = admitAtOnce(keeper, this.#claims, this.#wait)
    if (admission === undefined) {
      admission = await admit(keeper, this.#claims, this.#wait)
      signature = await this.#signAgain(admission)
    }
    const times: WireTimes = { sentMs: undefined, answeredMs: undefined }
    this.#attempts += 1
    try {
      const answer = await this.#send(signature, admission, times)
      return await this.#judgeAnswer(answer, signature, admission, times)
    } catch (error) {
      if (!(error instanceof WireFailure)) throw error
      return await this.#judgeFailure(error, admission, times)
    }
  }

  /** The error as the connector gets it. */
  explain(error: unknown): unknown {
    const { signal, call, prepared } = this.#work
    if (signal.aborted && (!isRevError(error) || error === signal.reason)) {
      if (!call.signal.aborted) return signal.reason
      const delivery = this.#isAmbiguous || this.#isUnderWay ? 'unknown' : 'not-sent'
      return requestError('REV_RUN_CANCELLED', prepared.title, 'the run was stopped', delivery)
    }
    if (!isRevError(error) || !this.#isAmbiguous || error.delivery === 'unknown') return error
    const { code, message, hint, afterMs } = error
    return new RevError(code, `${message} The request may have been applied.`, {
      delivery: 'unknown',
      ...(hint === undefined ? {} : { hint }),
      ...(afterMs === undefined ? {} : { afterMs }),
    })
  }

  /** The signature of now: while the request waited, a token may have come to its end. */
  async #signAgain(admission: Admission): Promise<Signature> {
    try {
      return await this.#credentials.sign(this.#work.signal)
    } catch (error) {
      callOff(this.#pipeline, admission)
      throw error
    }
  }

  async #send(signature: Signature, admission: Admission, times: WireTimes): Promise<WireAnswer> {
    const pipeline = this.#pipeline
    const work = this.#work
    pipeline.stats.attempts += 1
    if (this.#attempts > 1) pipeline.stats.retries += 1
    const request = await wireRequest(pipeline, work, signature, {
      onSend: () => {
        this.#isUnderWay = true
        work.call.onSend?.()
      },
      onSent: (atMs) => {
        for (const permit of admission.permits) permit.sent(atMs)
      },
    })
    return exchange(pipeline.wire, request, times)
  }

  async #judgeAnswer(
    answer: WireAnswer,
    signature: Signature,
    admission: Admission,
    times: WireTimes,
  ): Promise<HttpResponse | undefined> {
    const { clock } = this.#pipeline
    const { status, headers } = answer
    this.#isUnderWay = false
    const askedMs = retryAfterMs(headers['retry-after'], clock.now())
    const emptyMs = learnLimits(admission, headers, clock.now())
    const verdict = statusVerdict(status, askedMs !== undefined, emptyMs !== undefined)
    const isThrottled = verdict === 'throttled'
    const pauses = [this.#pipeline.limits.pause, ...this.#claims.pauses]
    // Before the slots are freed: whoever gets one must already see the pause.
    const pauseMs = isThrottled
      ? Math.max(...pauses.map((pause) => pause.extend(askedMs ?? emptyMs)))
      : 0
    if (!isThrottled) for (const pause of pauses) pause.succeed()
    const isRetry = this.#attempts > 1
    concludeAttempt(this.#pipeline, { admission, times, end: { answer, verdict }, isRetry })
    if (isThrottled) return this.#throttled(pauseMs, askedMs ?? emptyMs)
    if (verdict !== 'auth') this.#credentials.accepted(signature)
    else if (this.#work.request.anonymous !== true) return this.#refused(signature)
    return this.#answered(answer, verdict === 'auth' ? 'answer' : verdict)
  }

  async #answered(
    answer: WireAnswer,
    verdict: Exclude<ReturnType<typeof statusVerdict>, 'auth' | 'throttled'>,
  ): Promise<HttpResponse | undefined> {
    const { title } = this.#work.prepared
    const { status, headers } = answer
    switch (verdict) {
      case 'answer':
        return this.#readBody(answer)
      case 'too-large':
        throw requestError('REV_HTTP_TOO_LARGE', title, `it is too large (${status})`, 'too-large')
      case 'redirect':
        throw this.#redirected(status, headers['location'])
      case 'not-applied':
        return this.#retry(this.#statusError(status, 'not-applied'), true)
      case 'failed':
        return this.#retry(this.#statusError(status, 'unknown'), true)
      case 'unsupported':
        return this.#retry(this.#statusError(status, 'unknown'), false)
    }
  }

  async #readBody(answer: WireAnswer): Promise<HttpResponse | undefined> {
    const { title } = this.#work.prepared
    const { redact } = this.#pipeline
    const { status, headers, raw, bodyFailure } = answer
    if (bodyFailure) return this.#failed(bodyFailure)
    const coding = headers['content-encoding']
    if (coding === undefined) return createResponse({ title, redact }, status, headers, raw)
    try {
      const bytes = await decodeBody(
        raw,
        coding,
        answerBytesMaxOf(this.#pipeline, this.#work.request),
      )
      return createResponse({ title, redact }, status, headers, bytes)
    } catch (error) {
      const why = `the answer (${status}) cannot be read, ${(error as Error).message}`
      return this.#retry(requestError('REV_HTTP_BODY', title, why, 'unknown'), false)
    }
  }

  async #judgeFailure(
    failure: WireFailure,
    admission: Admission,
    times: WireTimes,
  ): Promise<undefined> {
    const { signal } = this.#work
    const end = { failure, isOurs: signal.aborted }
    concludeAttempt(this.#pipeline, { admission, times, end, isRetry: this.#attempts > 1 })
    if (signal.aborted) throw failure
    this.#isUnderWay = false
    return this.#failed(failure)
  }

  #failed(failure: WireFailure): Promise<undefined> {
    // What the egress policy or a callback threw says more than a table could, but not how far the attempt had come.
    if (isRevError(failure.cause)) {
      this.#isAmbiguous ||= failure.phase !== 'connecting'
      throw failure.cause
    }
    const { isTransient } = failureVerdict(failure.code, failure.phase)
    return this.#retry(failureError(this.#work.prepared.title, failure), isTransient)
  }

  /** Waits for another try, where one is right. @throws the error of this try otherwise. */
  async #retry(error: RevError, isTransient: boolean): Promise<undefined> {
    const { limits, clock, random, stats, log, connection } = this.#pipeline
    const isUnknown = error.delivery === 'unknown'
    this.#isAmbiguous ||= isUnknown
    if (isUnknown && !isRead(this.#work)) this.#work.call.onDoubt?.()
    const isAllowed = isTransient && (!isUnknown || isResendable(this.#work))
    if (!isAllowed || this.#attempts >= attemptsMax || !limits.retries.spend()) throw error
    const delayMs = retryDelayMs(this.#attempts - 1, random)
    if (clock.monotonicMs() + delayMs > this.#wait.endMs) throw error
    log.info('a request is tried again', { connection, code: error.code, delayMs })
    await clock.sleep(delayMs, this.#work.signal)
    stats.waited(connection, delayMs)
    return undefined
  }

  /** The vendor asked to come back later: the pause is set, and the next try waits for it. */
  #throttled(pauseMs: number, askedMs: number | undefined): undefined {
    const { log, connection, clock } = this.#pipeline
    log.info('the vendor asks to wait', { connection, waitMs: Math.ceil(pauseMs) })
    // A wait that the vendor names is no failure of the request; one that it does not name could go on for ever.
    if (askedMs !== undefined && askedMs > 0) this.#attempts -= 1
    const isBeyond = clock.monotonicMs() + pauseMs > this.#wait.endMs
    if (isBeyond || this.#attempts >= attemptsMax) {
      throw beyondPatience(this.#wait, connection, pauseMs)
    }
    return undefined
  }

  async #refused(signature: Signature): Promise<undefined> {
    const { prepared, signal } = this.#work
    await this.#credentials.refused(signature, prepared.title, signal)
    // A refused request was not applied, and the new credentials deserve a try of their own.
    this.#attempts -= 1
    return undefined
  }

  #statusError(status: number, delivery: 'not-applied' | 'unknown'): RevError {
    const { title } = this.#work.prepared
    return requestError('REV_HTTP_STATUS', title, `it was answered with status ${status}`, delivery)
  }

  #redirected(status: number, location: string | undefined): RevError {
    const { title } = this.#work.prepared
    const url = location === undefined ? null : URL.parse(location, this.#work.prepared.url.href)
    const where = url === null ? '' : ` to ${url.origin}`
    // 307 and 308 say "send it there"; the others may have been given after the write was done.
    const delivery = status === 307 || status === 308 ? 'not-applied' : 'unknown'
    return requestError('REV_HTTP_REDIRECT', title, `it redirects${where} (${status})`, delivery, {
      hint: 'Configure the address that the server redirects to.',
    })
  }
}
