import { reply, route, startSimulator, type Simulator } from '@revetl/testkit/simulator'

/** A table of the simulated account. */
export interface SimulatedTable {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  /** Never changed in place: a cursor keeps the list that it began with. */
  readonly rows: readonly (readonly unknown[])[]
}

/** Template CRM on 127.0.0.1, from its documents. */
export interface TemplateSimulator extends Simulator {
  /** Replace a table to change it. */
  readonly tables: Map<string, SimulatedTable>
}

// 100 tables and 1000 rows a page: https://api.template.example.com/docs/paging (read 2026-11-22)
const [tablesMax, rowsMax] = [100, 1000]

/** Starts an account whose key is `simulated-key`. */
export async function startTemplate(
  tables: Readonly<Record<string, SimulatedTable>>,
): Promise<TemplateSimulator> {
  const account = new Map(Object.entries(tables))
  const states: SimulatedTable['rows'][] = []
  const simulator = await startSimulator({
    isAuthorized: ({ headers }) => headers['x-api-key'] === 'simulated-key',
    quotas: [{ name: 'burst', max: 100, perMs: 10_000 }],
    routes: [
      route('GET', '/v1/account', () => reply(200, { id: 'account-1' })),
      route('GET', '/v1/tables', ({ query }) => {
        const from = Number(query.get('cursor') ?? 0)
        const all = [...account].map(([name, { columns }]) => ({ name, columns }))
        const next = from + tablesMax < all.length ? String(from + tablesMax) : null
        return reply(200, { tables: all.slice(from, from + tablesMax), next })
      }),
      route('GET', '/v1/tables/:name', (_request, { name }) => {
        const table = account.get(name)
        return table ? reply(200, { name, columns: table.columns }) : noTable(name)
      }),
      route('GET', '/v1/tables/:name/rows', ({ query }, { name }) => {
        const table = account.get(name)
        if (table === undefined) return noTable(name)
        const places = (query.get('columns') ?? '')
          .split(',')
          .map((column) => table.columns.findIndex((one) => one.name === column))
        const limit = Number(query.get('limit'))
        const isAsked = limit >= 1 && limit <= rowsMax && places.every((place) => place >= 0)
        if (!isAsked) return reply(400, { reason: 'no such columns, or a limit beyond 1000' })
        const cursor = query.get('cursor')
        const [state = 0, from = 0] = cursor?.split(':').map(Number) ?? [
          states.push(table.rows) - 1,
        ]
        const rows = states[state] ?? []
        const page = rows.slice(from, from + limit).map((row) => places.map((place) => row[place]))
        const next = from + limit < rows.length ? `${state}:${from + limit}` : null
        return reply(200, { rows: page, next, total: rows.length })
      }),
    ],
    errors: {
      unauthorized: () => reply(401, { reason: 'unknown key' }),
      throttled: (_quota, fullForMs) =>
        reply(429, { reason: 'slow down' }, { 'retry-after': String(Math.ceil(fullForMs / 1000)) }),
      notFound: () => reply(404, { reason: 'no such end point' }),
    },
    showState: () => Object.fromEntries(account),
  })
  return Object.assign(simulator, { tables: account })
}

const noTable = (name: string) => reply(404, { reason: `no table ${name}` })
