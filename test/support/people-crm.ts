import { reply, route, startSimulator, type Simulator } from '@revetl/testkit/simulator'

interface UpsertBody {
  readonly people: readonly Readonly<Record<string, unknown>>[]
}

/** A small CRM on 127.0.0.1. */
export interface PeopleCrm extends Simulator {
  readonly people: ReadonlyMap<string, Readonly<Record<string, unknown>>>
}

/** Starts a CRM whose key is `simulated-key`. */
export async function startPeopleCrm(): Promise<PeopleCrm> {
  const people = new Map<string, Readonly<Record<string, unknown>>>()
  const simulator = await startSimulator({
    isAuthorized: ({ headers }) => headers['x-api-key'] === 'simulated-key',
    routes: [
      route('GET', '/v1/account', () => reply(200, { id: 'account-1' })),
      route('POST', '/v1/people/upsert', ({ json }, _params, { accept }) => {
        const errors: { email: string; reason: string }[] = []
        const given = (json as unknown as UpsertBody).people
        for (const person of given) {
          const email = String(person['email'])
          if (email.includes('@')) {
            people.set(email, { ...people.get(email), ...person })
            accept({ object: 'people', operation: 'upsert', key: email, payload: person })
          } else errors.push({ email, reason: `${email} is not an email` })
        }
        return reply(200, { accepted: given.length - errors.length, errors })
      }),
      route('POST', '/v1/people/delete', ({ json }, _params, { accept }) => {
        const { emails } = json as unknown as { emails: readonly string[] }
        for (const email of emails) {
          if (!people.delete(email)) continue
          accept({ object: 'people', operation: 'delete', key: email, payload: null })
        }
        return reply(200, { accepted: emails.length, errors: [] })
      }),
    ],
    errors: {
      unauthorized: () => reply(401, { reason: 'unknown key' }),
      throttled: () => reply(429, { reason: 'slow down' }),
      notFound: () => reply(404, { reason: 'no such end point' }),
    },
    resultLists: (body) => [(body as { errors: unknown[] }).errors],
    foreignResult: () => ({ email: 'other@example.com', reason: 'of another request' }),
    showState: () => Object.fromEntries(people),
  })
  return Object.assign(simulator, { people })
}
