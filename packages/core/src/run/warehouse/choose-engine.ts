import { isRevError, RevError } from '@revetl/sdk'
import { warehouseProblems } from '../../config/warehouse-problems.ts'
import type { OpenSource } from '../../open-connections.ts'
import type { Sync } from '../../project.ts'
import { isInWarehouse } from '../../scratch-tables.ts'
import type { Snapshot } from '../../snapshot.ts'
import { throwFirst } from '../prepare-sync.ts'
import type { EngineServices } from '../run-scope.ts'
import { ScratchSession } from './scratch-session.ts'

interface EngineChoice {
  readonly services: EngineServices
  readonly sync: Sync
  readonly source: OpenSource
  readonly signal: AbortSignal
}

/**
 * The scratch tables of a sync that is compared inside its source's database; undefined for the local engine.
 * @throws `REV_STATE_ELSEWHERE` where what was delivered lies on the other side, `REV_AUTH_SCOPE` where the scratch schema
 * cannot be used.
 */
export async function chooseEngine(
  choice: EngineChoice,
  snapshot: Snapshot | undefined,
): Promise<ScratchSession | undefined> {
  const { sync, signal } = choice
  const isThere = isInWarehouse(snapshot)
  if (sync.diff === undefined) {
    if (isThere === true) throw elsewhere(sync, 'warehouse')
    return undefined
  }
  throwFirst(warehouseProblems(sync))
  if (isThere === false) {
    if (sync.diff.fallsBack) return undefined
    throw elsewhere(sync, 'local')
  }
  const session = await openScratch(choice, snapshotSchema(snapshot) ?? sync.diff.schema)
  try {
    await session.pushdown.prepare(session.scratch.schema, signal)
    return session
  } catch (error) {
    const mayFallBack = sync.diff.fallsBack && isThere === undefined
    if (!mayFallBack || !isRevError(error) || error.code !== 'REV_AUTH_SCOPE') throw error
    choice.services.log.warn('The local engine compares: the scratch schema cannot be used', {
      sync: sync.name,
      reason: error.message,
    })
    return undefined
  }
}

/** The scratch tables of a sync in a schema. @throws `REV_CONFIG_INVALID` for a source that has none */
export async function openScratch(
  { services, sync, source, signal }: EngineChoice,
  schema: string,
): Promise<ScratchSession> {
  const { pushdown } = source
  if (pushdown === undefined) {
    throw new RevError(
      'REV_CONFIG_INVALID',
      `Failed to open the scratch tables of ${sync.name}: the source ${sync.model.source.name} has none.`,
      { place: sync.placeOf('diff') },
    )
  }
  return ScratchSession.open({ services, sync, source, pushdown, schema, signal })
}

/** The schema in which a snapshot lies; undefined for one that is local or empty. */
export function snapshotSchema(snapshot: Snapshot | undefined): string | undefined {
  return snapshot?.segments[0]?.schema
}

function elsewhere(sync: Sync, side: 'local' | 'warehouse'): RevError {
  const other = side === 'local' ? 'warehouse' : 'local'
  const where = side === 'local' ? 'on this machine' : "in the source's database"
  return new RevError(
    'REV_STATE_ELSEWHERE',
    `Failed to compare ${sync.name}: what it delivered is remembered ${where}, and \`diff\` says ${other}. Nothing was sent.`,
    {
      place: sync.placeOf('diff'),
      hint: `Run \`rev state move ${sync.name} --to ${other}\`, which sends nothing, or set \`diff: ${side}\`.`,
    },
  )
}
