import { RevError } from '@revetl/sdk'
import type { Sync } from '../project.ts'
import type { EngineServices } from './run-scope.ts'

/** The cache in which it is kept where each sync delivered to; no connection can have this name. */
const targetScope = '#targets'

interface Target {
  readonly connector: string
  readonly object: string
  /** Known since a check of the connection. */
  readonly account?: string
}

/**
 * Refuses state that was made by delivering to somewhere else: what is remembered as delivered is not there.
 * @throws `REV_STATE_BROKEN`
 */
export async function refuseOtherTarget(services: EngineServices, sync: Sync): Promise<void> {
  const found = (await services.ledger.cacheGet(targetScope, [sync.name])).get(sync.name)
  if (found === undefined) return
  const before = JSON.parse(found) as Target
  const now = await targetOf(services, sync)
  const names = ['connector', 'object', 'account'] as const
  const other = names.find((name) => (before[name] ?? now[name]) !== (now[name] ?? before[name]))
  if (other === undefined) return
  throw new RevError(
    'REV_STATE_BROKEN',
    `Failed to use the state of ${sync.name}: it was delivered to another ${other}. Expected ${before[other]}, got ${now[other]}. Nothing was sent.`,
    {
      place: sync.placeOf(other === 'object' ? 'object' : 'destination'),
      hint: `If the sync is to go there from now on, run \`rev reset ${sync.name}\`: the next run then sends everything. Nothing is removed where it went before.`,
    },
  )
}

/** Notes where a sync delivers to: before its first record may be there, and no sooner. */
export async function rememberTarget(services: EngineServices, sync: Sync): Promise<void> {
  const target = JSON.stringify(await targetOf(services, sync))
  await services.ledger.cacheSet(targetScope, new Map([[sync.name, target]]))
}

/** Forgets where a sync delivered to. */
export async function forgetTarget({ ledger }: EngineServices, sync: string): Promise<void> {
  await ledger.cacheDelete(targetScope, [sync])
}

async function targetOf({ host }: EngineServices, sync: Sync): Promise<Target> {
  const { destination, object } = sync
  const account = await host.accountOf(destination.name)
  return {
    connector: destination.connector.manifest.id,
    object,
    ...(account === undefined ? {} : { account: account.id }),
  }
}
