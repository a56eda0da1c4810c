// Its own entry, so that the testkit itself needs no msw.
import { HttpRequestInterceptor } from '@mswjs/interceptors/http'
import { http, type AnyHandler } from 'msw'
import { defineNetwork, InterceptorSource } from 'msw/experimental'

/** Canned answers that are in force until they are disposed. */
export interface CannedAnswers extends Disposable {
  /** Every request so far, `GET https://…`. */
  readonly requests: readonly string[]
}

/**
 * Answers the HTTP requests of this process with msw's handlers, until it is disposed; a request that no handler takes
 * fails. For tests that need a canned answer at a host that does not exist; whatever has state is better a simulator.
 */
export function answerWith(handlers: readonly AnyHandler[]): CannedAnswers {
  const requests: string[] = []
  // A handler that answers nothing leaves the request to the next one.
  const note = http.all(
    '*',
    ({ request }) => void requests.push(`${request.method} ${request.url}`),
  )
  // msw's setupServer does not see the requests of undici; the sockets below them are seen.
  const network = defineNetwork({
    sources: [new InterceptorSource({ interceptors: [new HttpRequestInterceptor()] })],
    handlers: [note, ...handlers],
    context: { quiet: true },
    onUnhandledFrame: 'error',
  })
  network.enable()
  return {
    requests,
    [Symbol.dispose]: () => {
      network.disable()
    },
  }
}
