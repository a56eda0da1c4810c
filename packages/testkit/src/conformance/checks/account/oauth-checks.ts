import { createMemoryTokenStore, type TokenStore } from '@revetl/http'
import { isRevError, type Outcome } from '@revetl/sdk'
import { skip, type Skipped, type WriteCheck } from '../check.ts'
import { expectSame, expectThat } from '../check-failure.ts'
import type { OAuthVariant } from '../../define-conformance.ts'
import { CannotRun } from '../../trial/trial.ts'
import type { WriteTrial } from '../../trial/write-trial.ts'
import { properties } from '../config/schema-walk.ts'

const writersAtOnce = 10

/** What an account that signs in by OAuth promises. */
export const oauthChecks: readonly WriteCheck[] = [
  {
    id: 'A06',
    title:
      'when a token ends in the middle, it is renewed once for ten writers, and their batches go through',
    level: 'M',
    severity: 'must',
    about: 'operation',
    once: 'write',
    run: (trial) =>
      withOAuth(trial, async (oauth) => {
        // A host opens one session of a sync at a time.
        await trial.withoutSession()
        const tokens = createMemoryTokenStore()
        await using destination = await trial.openDestination({ config: oauth.config, tokens })
        const all = trial.records(writersAtOnce + 1)
        await trial.case.prepare?.(all, destination)
        expectOk(await trial.write(all.slice(0, 1), {}, destination))
        const before = oauth.issued()
        oauth.expire()
        const ends = await Promise.all(
          all.slice(1).map((record) => trial.write([record], {}, destination)),
        )
        for (const outcomes of ends) expectOk(outcomes)
        expectSame(oauth.issued() - before, 1, 'tokens that were issued for ten writers')
      }),
  },
  {
    id: 'A07',
    title: 'a renewed token is stored before it is used, and outlives a kill',
    level: 'M',
    severity: 'must',
    about: 'operation',
    once: 'write',
    run: (trial) =>
      withOAuth(trial, async (oauth) => {
        const stored: string[] = []
        const tokens = watchedStore(stored)
        const simulator = await trial.simulator()
        const unstored: string[] = []
        simulator.watch(({ request: { headers, path } }) => {
          const token = headers.authorization?.replace(/^Bearer /, '')
          const isUse = headers.authorization?.startsWith('Bearer ') ?? false
          if (isUse && token !== undefined && !stored.includes(token)) unstored.push(path)
        })
        const records = trial.records(2)
        await using first = await trial.openDestination({ config: oauth.config, tokens })
        await trial.case.prepare?.(records, first)
        expectOk(await trial.write(records.slice(0, 1), {}, first))
        expectSame(unstored, [], 'requests with a token that was not stored yet')
        const before = oauth.issued()
        // The first connection is never closed: to the second one it was killed.
        const second = await trial.openDestination({ config: oauth.config, tokens })
        expectOk(await trial.write(records.slice(1), {}, second))
        expectSame(oauth.issued(), before, 'tokens after the restart')
      }),
  },
  {
    id: 'A08',
    title: 'a grant that is refused stops the connection and rejects no record',
    level: 'M',
    severity: 'must',
    about: 'operation',
    once: 'write',
    run: (trial) =>
      withOAuth(trial, async (oauth) => {
        const destination = await trial.openDestination({ config: oauth.config })
        const records = trial.records(1)
        await trial.case.prepare?.(records, destination)
        oauth.expire()
        oauth.revoke()
        const { outcomes, error } = await trial.attempt(records, {}, destination)
        const rejected = outcomes?.find(({ status }) => status === 'rejected' || status === 'ok')
        expectThat(rejected === undefined, 'no record that is rejected or ok', rejected)
        if (outcomes !== undefined) return
        const delivery = isRevError(error) ? error.delivery : undefined
        expectSame(delivery, 'auth', 'the delivery class of the error')
      }),
  },
]

async function withOAuth(
  trial: WriteTrial,
  run: (oauth: OAuthVariant) => Promise<void>,
): Promise<Skipped | undefined> {
  const { oauth } = await trial.vendor()
  if (oauth === undefined) {
    const schema = await trial.subject.configSchema()
    const knowsOAuth = properties(schema).some(({ name }) => /refresh_?token/i.test(name))
    if (!knowsOAuth) return skip('its configuration has no refresh token')
    throw new CannotRun(
      'its configuration has a refresh token, and its conformance file gives no oauth',
      {
        isBlocked: true,
      },
    )
  }
  await run(oauth)
  return undefined
}

function watchedStore(stored: string[]): TokenStore {
  const store = createMemoryTokenStore()
  return {
    ...store,
    write: async (id, tokens) => {
      await store.write(id, tokens)
      stored.push(tokens.accessToken)
    },
  }
}

function expectOk(outcomes: readonly Outcome[]): void {
  const other = outcomes.find(({ status }) => status !== 'ok')
  expectThat(other === undefined, 'every record ok', other)
}
