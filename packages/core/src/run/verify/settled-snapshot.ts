import { RevError } from '@revetl/sdk'
import type { Sync } from '../../project.ts'
import type { Snapshot } from '../../snapshot.ts'
import type { EngineServices } from '../run-scope.ts'

/**
 * Refuses a sync of which more may have been delivered than its snapshot tells: a run of it goes on, or did not end.
 * @throws `REV_STATE_BUSY`, `REV_RUN_INCOMPLETE`
 */
export async function refuseUnsettled({ ledger }: EngineServices, { name }: Sync): Promise<void> {
  if ((await ledger.heldRenewals(name)) !== undefined) {
    throw new RevError(
      'REV_STATE_BUSY',
      `Failed to read back ${name}: a run of it is in progress.`,
      {
        hint: 'Verify when it has ended: what it delivers is not what an earlier one had.',
      },
    )
  }
  if ((await ledger.unfinishedRuns(name)).length === 0) return
  throw new RevError(
    'REV_RUN_INCOMPLETE',
    `Failed to read back ${name}: a run of it did not end.`,
    {
      hint: `Run \`rev run ${name}\` first: it takes over what that run delivered.`,
    },
  )
}

/** Refuses what was compared where a run delivered meanwhile. @throws `REV_STATE_BUSY`, `REV_RUN_INCOMPLETE` */
export async function refuseOutdated(
  services: EngineServices,
  sync: Sync,
  former: Snapshot | undefined,
): Promise<void> {
  await refuseUnsettled(services, sync)
  const now = await services.ledger.snapshot(sync.name)
  if (JSON.stringify(now?.segments) === JSON.stringify(former?.segments)) return
  throw new RevError(
    'REV_STATE_BUSY',
    `Failed to read back ${sync.name}: a run of it delivered meanwhile.`,
    { hint: 'Verify again: then it is compared with what that run delivered.' },
  )
}
