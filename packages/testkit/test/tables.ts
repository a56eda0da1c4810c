import {
  defineDestination,
  field,
  object,
  ok,
  type Destination,
  type SessionInfo,
  type ValueRecord,
} from '@revetl/sdk'
import * as z from 'zod'

/** What a table in memory holds and what was done to it. */
export interface Table {
  readonly calls: (readonly [string, SessionInfo])[]
  readonly staged: ValueRecord[]
  readonly visible: ValueRecord[]
}
/** A table that nothing was written to. */
export const emptyTable = (): Table => ({ calls: [], staged: [], visible: [] })

const config = z.object({})
type Config = z.infer<typeof config>
/** The fields of every table. */
export const tableFields = { id: field('integer'), name: field('string') }

/** A table in memory that is replaced as a whole, and a dynamic one for each name. */
export function tables({ calls, staged, visible }: Table): Destination<Config> {
  const table = object(config, {
    fields: tableFields,
    lookup: async ({ keys }) =>
      visible
        .filter(({ id }) => keys.some(([key]) => key === id))
        .map((row) => ({ match: { id: row['id'] ?? null }, fields: row })),
    operations: {
      replace: {
        matchOn: [['id']],
        batch: { recordsMax: 2 },
        atomicity: 'all-or-nothing',
        resend: 'safe',
        session: {
          open: async (info) => void calls.push(['open', info]),
          commit: async (info) => {
            calls.push(['commit', info])
            visible.splice(0, visible.length, ...staged)
          },
          abort: async (info) => void calls.push(['abort', info]),
        },
        write: async ({ changes }) => {
          staged.push(...changes.map((change) => change.fields as ValueRecord))
          return changes.map((change) => ok(change))
        },
      },
    },
  })
  return defineDestination({
    id: 'tables',
    apiVersion: 1,
    vendor: { name: 'Tables' },
    config,
    network: { hosts: [] },
    check: async () => ({ account: { id: '1' } }),
    discover: async () => ({ objects: [{ name: 'extra', fields: { note: { type: 'string' } } }] }),
    objects: { people: table },
    dynamicObject: table,
  })
}
