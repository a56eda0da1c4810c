import { RevError } from '@revetl/sdk'
import type { Lease, Ledger } from '../ledger.ts'
import type { LocalDatabase } from '../local-database.ts'
import {
  createSnapshotFile,
  hasSnapshotFile,
  readSnapshotMeta,
  type SnapshotMeta,
} from '../state/duckdb/snapshot-file.ts'
import type { SnapshotLayout } from '../snapshot-layout.ts'

interface AttachOptions {
  readonly database: LocalDatabase
  readonly ledger: Ledger
  readonly sync: string
  readonly path: string
  /** The run that asks, which cannot have folded anything yet. */
  readonly run?: number
}

/**
 * Attaches the snapshot of a sync and checks that it is the one that the ledger knows.
 * @returns undefined for a sync that never ran.
 * @throws `REV_STATE_MISSING` or `REV_STATE_BROKEN`: lost state is never taken for a first run.
 */
export async function attachSnapshot(
  options: AttachOptions,
  mode: 'read' | 'write',
): Promise<SnapshotMeta | undefined> {
  const { database, ledger, sync, path } = options
  const known = await ledger.snapshot(sync)
  if (!hasSnapshotFile(path)) {
    if (known === undefined || known.foldedRun === 0) return undefined
    throw lost(sync, `${path} is gone, but ${known.records} records were delivered`)
  }
  await database.attachState(path, mode)
  const meta = await readSnapshotMeta(database, path)
  if (known?.id === meta.id && meta.sync === sync) {
    if (meta.foldedRun < known.foldedRun) {
      throw broken(path, 'it is older than the ledger, as after restoring a backup of one file')
    }
    // Only a run that died between folding and saying so is in the file and not in the ledger.
    const left = meta.foldedRun > known.foldedRun ? await ledger.unfinishedRuns(sync) : undefined
    const isLeft = ({ run }: { run: number }) => run === meta.foldedRun && run !== options.run
    if (left?.some(isLeft) !== false) return meta
    throw broken(path, 'the ledger is older than it, as after restoring a backup of one file')
  }
  if (known === undefined && meta.foldedRun > 0 && meta.sync === sync) {
    throw lost(sync, `the ledger does not know ${path}, which holds delivered records`)
  }
  if (meta.foldedRun === 0) return meta
  throw broken(
    path,
    `it belongs to ${meta.sync === sync ? 'another project or an older reset' : meta.sync}`,
  )
}

/** Makes the file of a sync that runs for the first time, or takes over one that a first run left empty. */
export async function createSnapshot(
  options: AttachOptions & {
    readonly lease: Lease
    readonly id: string
    readonly layout: SnapshotLayout
  },
  former: SnapshotMeta | undefined,
): Promise<SnapshotMeta> {
  const { database, ledger, sync, path, lease } = options
  const known = await ledger.snapshot(sync)
  if (former !== undefined) {
    if (known?.id !== former.id) await ledger.createSnapshot(lease, former.id)
    return former
  }
  const meta = { id: options.id, sync, foldedRun: 0, layout: options.layout }
  await createSnapshotFile(database, path, meta)
  await ledger.createSnapshot(lease, meta.id)
  return meta
}

function lost(sync: string, why: string): RevError {
  return new RevError('REV_STATE_MISSING', `Failed to open the state of ${sync}: ${why}.`, {
    hint: `Restore the state folder from a backup, or run \`rev reset ${sync}\` to deliver everything again.`,
  })
}

function broken(path: string, why: string): RevError {
  return new RevError('REV_STATE_BROKEN', `Failed to use ${path}: ${why}.`, {
    hint: 'Restore the whole state folder from one backup, or run `rev reset SYNC` to deliver everything again.',
  })
}
