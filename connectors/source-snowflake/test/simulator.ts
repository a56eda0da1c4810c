import { forwardTo, reply, startSimulator, type Simulator } from '@revetl/testkit/simulator'

/**
 * The SQL API at an address of its own, whose answers are those of the emulator and can be spoiled. The words of
 * refusals: https://docs.snowflake.com/en/developer-guide/sql-api/reference (read 2026-11-27)
 */
export function startFront(origin: string): Promise<Simulator> {
  return startSimulator({
    routes: [],
    forward: forwardTo(origin),
    errors: {
      unauthorized: () => reply(401, { code: '390144', message: 'JWT token is invalid.' }),
      throttled: () => reply(429, { code: '390505', message: 'Too many requests.' }),
      notFound: () => reply(404, { code: '000709', message: 'Statement not found' }),
    },
  })
}
