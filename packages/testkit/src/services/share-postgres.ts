import { postgresUrlVariable, providePostgres } from './postgres.ts'

/**
 * A global setup for vitest: one Postgres server for all test files of a run, handed to them by the environment.
 * Where none can be had it does nothing, and the tests that need one say so.
 * @returns what stops the server.
 */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env[postgresUrlVariable]) return undefined
  const service = await providePostgres().catch(() => undefined)
  if (!service) return undefined
  process.env[postgresUrlVariable] = service.url
  return async () => {
    delete process.env[postgresUrlVariable]
    await service[Symbol.asyncDispose]()
  }
}
