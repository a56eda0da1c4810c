import { reply, route, startSimulator, type Simulator } from '@revetl/testkit/simulator'

/** Template CRM on 127.0.0.1, from its documents. */
export interface TemplateSimulator extends Simulator {
  readonly people: ReadonlyMap<string, Readonly<Record<string, unknown>>>
}

interface UpsertBody {
  readonly people: readonly Readonly<Record<string, unknown>>[]
}

/** Starts an account whose key is `simulated-key`. */
export async function startTemplate(): Promise<TemplateSimulator> {
  const people = new Map<string, Readonly<Record<string, unknown>>>()
  const simulator = await startSimulator({
    isAuthorized: ({ headers }) => headers['x-api-key'] === 'simulated-key',
    quotas: [{ name: 'burst', max: 100, perMs: 10_000 }],
    routes: [
      route('GET', '/v1/account', () => reply(200, { id: 'account-1' })),
      route('POST', '/v1/people/upsert', ({ json }, _params, { accept }) => {
        const errors: { email: string; reason: string }[] = []
        for (const person of (json as unknown as UpsertBody).people) {
          const email = String(person['email'])
          if (!email.includes('@')) {
            errors.push({ email, reason: `${email} is not an email` })
            continue
          }
          people.set(email, { ...people.get(email), ...person })
          accept({ object: 'people', operation: 'upsert', key: email, payload: person })
        }
        const { length } = (json as unknown as UpsertBody).people
        return reply(200, { accepted: length - errors.length, errors })
      }),
      route('POST', '/v1/people/delete', ({ json }, _params, { accept }) => {
        const { emails } = json as unknown as { emails: readonly string[] }
        for (const email of emails) {
          if (people.delete(email)) {
            accept({ object: 'people', operation: 'delete', key: email, payload: null })
          }
        }
        return reply(200, { accepted: emails.length, errors: [] })
      }),
    ],
    errors: {
      unauthorized: () => reply(401, { reason: 'unknown key' }),
      throttled: (_quota, fullForMs) =>
        reply(429, { reason: 'slow down' }, { 'retry-after': String(Math.ceil(fullForMs / 1000)) }),
      notFound: () => reply(404, { reason: 'no such end point' }),
    },
    resultLists: (body) => [(body as { errors: unknown[] }).errors],
    foreignResult: () => ({ email: 'other@example.com', reason: 'of another request' }),
    showState: () => Object.fromEntries(people),
  })
  return Object.assign(simulator, { people })
}
