import type { DiscoveryReport } from '@revetl/core'
import { RevError } from '@revetl/sdk'
import { nearestName } from '@revetl/sdk/host'

type Tables = DiscoveryReport['tables']

/**
 * The tables that a name means: the one that is called so, with or without what stands before it, else all whose names
 * have it as a part.
 * @throws `REV_CONFIG_REFERENCE` where there is none
 */
export function selectTables(
  { kind, connection, tables }: Pick<DiscoveryReport, 'kind' | 'connection' | 'tables'>,
  name: string | undefined,
): Tables {
  if (kind === 'destination' || name === undefined) return tables
  const wanted = name.toLowerCase()
  const named = tables.filter(({ path }) =>
    path.some((_part, from) => path.slice(from).join('.').toLowerCase() === wanted),
  )
  if (named.length > 0) return named
  const some = tables.filter(({ path }) => path.join('.').toLowerCase().includes(wanted))
  if (some.length > 0) return some
  const last = tables.map(({ path }) => path.at(-1) ?? '')
  const near = nearestName(name, last)
  throw new RevError(
    'REV_CONFIG_REFERENCE',
    `Failed to find the table ${name}: ${connection} shows none of this name.`,
    {
      hint:
        near === undefined
          ? 'Check its name, and that the account may read it.'
          : `Did you mean ${near}?`,
    },
  )
}
