import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { RevError } from '@revetl/sdk'
import type { Ledger } from '../ledger.ts'
import type { Snapshot } from '../snapshot.ts'
import { digestOf } from '../state/segments/seal-file.ts'

interface OpenOptions {
  readonly ledger: Ledger
  readonly sync: string
  readonly folder: string
  /** The run that asks, which cannot have written anything yet. */
  readonly run?: number
}

/**
 * The snapshot of a sync, its files checked against what the ledger knows of them.
 * @returns undefined for a sync that never ran.
 * @throws `REV_STATE_MISSING` or `REV_STATE_BROKEN`: lost state is never taken for a first run.
 */
export async function openSnapshot(options: OpenOptions): Promise<Snapshot | undefined> {
  const { ledger, sync, folder } = options
  const known = await ledger.snapshot(sync)
  await refuseStrangeFiles(options, known)
  for (const { file, digest, schema } of known?.segments ?? []) {
    if (schema !== undefined) continue
    const path = join(folder, file)
    if (!existsSync(path)) {
      throw lost(sync, `${path} is gone, but ${known?.records} records were delivered`)
    }
    if ((await digestOf(path)) !== digest) throw broken(path, 'it is not as it was written')
  }
  return known
}

/** A file that the ledger does not know and that is not older than it can only come with a newer ledger. */
async function refuseStrangeFiles(
  { ledger, sync, folder, run }: OpenOptions,
  known: Snapshot | undefined,
): Promise<void> {
  const left = (await ledger.unfinishedRuns(sync)).map((one) => one.run)
  const runs = new Set(left.filter((one) => one !== run))
  const strange = stateFiles(folder).find(
    (one) => one.run > (known?.foldedRun ?? 0) && !runs.has(one.run),
  )
  if (strange === undefined) return
  const path = join(folder, strange.file)
  if (known === undefined) {
    throw lost(sync, `the ledger does not know ${path}, which can hold delivered records`)
  }
  throw broken(path, 'the ledger is older than it, as after restoring a backup of one file')
}

/** Removes files that are no part of the snapshot any more. */
export function removeOldFiles(
  folder: string,
  { segments }: Pick<Snapshot, 'segments'>,
  run: number,
): void {
  const kept = new Set(segments.map(({ file }) => file))
  for (const one of stateFiles(folder)) {
    if (one.run <= run && !kept.has(one.file)) rmSync(join(folder, one.file), { force: true })
  }
}

function stateFiles(folder: string): { readonly file: string; readonly run: number }[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap((file) => {
    const run = /^(?:plan|snapshot)-(\d+)(?:-\d+)?\.parquet$/.exec(file)?.[1]
    return run === undefined ? [] : [{ file, run: Number(run) }]
  })
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
