import type { HostileFixture } from './fixture.ts'
import { writing } from './honest-destination.ts'

function circular(): Error {
  const error = new Error('circular')
  error.cause = error
  return Object.assign(error, { self: error, list: [error] })
}

function unreadable(): Error {
  return Object.defineProperty(new Error('unreadable'), 'message', {
    get: () => {
      throw new Error('no message for you')
    },
  })
}

/** Refuses every question. */
const silent = new Proxy(Object.create(null) as object, {
  get: () => {
    throw new Error('get')
  },
  has: () => {
    throw new Error('has')
  },
  getPrototypeOf: () => {
    throw new Error('getPrototypeOf')
  },
})

const thrown: Readonly<Record<string, () => unknown>> = {
  'an error': () => new Error('no'),
  'a text': () => 'no',
  undefined: () => undefined,
  null: () => null,
  'a number': () => 7,
  'a circular error': circular,
  'an error of 10 MB': () => new Error('x'.repeat(10_000_000)),
  'an error whose message throws': unreadable,
  'a proxy that refuses every question': () => silent,
  'an object without a prototype': () => Object.create(null) as object,
  'a rev error that claims to be harmless': () => ({
    [Symbol.for('revetl.RevError')]: true,
    code: 'REV_NO_SUCH_CODE',
    delivery: 'not-applied',
    message: 42,
  }),
}

/** Connectors whose `write` throws. */
export const p01: HostileFixture = {
  id: 'P-01',
  kind: 'connectors',
  contained: 'in-process',
  does: 'throws at once or later: errors, other values, circular, huge and unreadable ones',
  promise:
    'The batch is unknown, or retried where nothing was sent; the message is cut to 4 kB; the host lives on.',
  variants: Object.fromEntries(
    Object.entries(thrown).flatMap(([name, make]) => [
      [
        `${name}, at once`,
        writing(() => {
          throw make()
        }),
      ],
      [`${name}, later`, writing(async () => Promise.reject(make()))],
    ]),
  ),
}
