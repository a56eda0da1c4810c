import { afterAll, describe, test } from 'vitest'
import { providePostgres, type PostgresService } from './postgres.ts'

/**
 * A `describe` whose tests need a Postgres server: `await describeWithPostgres('…', (postgres) => { … })`. Where
 * none can be had, one skipped test says why in its place; with REV_REQUIRE_SERVICES=1 it fails instead.
 */
export async function describeWithPostgres(
  name: string,
  define: (postgres: PostgresService) => void,
): Promise<void> {
  const found = await providePostgres().catch((error: unknown) => ({ error }))
  // oxlint-disable-next-line vitest/valid-title -- the caller's title
  describe(name, () => {
    if ('error' in found) {
      declareMissing(found.error)
      return
    }
    // Registered first, so that it runs last: hooks of the tests may still need the server.
    afterAll(() => found[Symbol.asyncDispose]())
    define(found)
  })
}

function declareMissing(error: unknown): void {
  // oxlint-disable-next-line vitest/expect-expect -- it fails by throwing, or is skipped
  test('has a Postgres server', (context) => {
    if (process.env['REV_REQUIRE_SERVICES'] === '1') throw error
    context.skip(error instanceof Error ? error.message : String(error))
  })
}
