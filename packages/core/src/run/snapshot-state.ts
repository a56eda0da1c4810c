import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { RevError } from '@revetl/sdk'
import type { Ledger } from '../ledger.ts'
import type { Snapshot } from '../snapshot.ts'
import { digestOf } from '../state/segments/seal-file.ts'
import { isFileOf } from './state-paths.ts'

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
  options: OpenOptions,
  known: Snapshot | undefined,
): Promise<void> {
  const { ledger, sync, folder, run } = options
  const left = (await ledger.unfinishedRuns(sync)).map((one) => one.run)
  const runs = new Set(left.filter((one) => one !== run))
  let strange: StateFile | undefined
  for (const one of stateFiles(folder)) {
    if (one.run <= (known?.foldedRun ?? 0)) continue
    const isKnown = one.namesRun ? await isOwn(ledger, one) : runs.has(one.run)
    if (!isKnown) strange ??= one
  }
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

/** Whether a file is of a run of this ledger: under way, or let go while whoever wrote it stood still. */
async function isOwn(ledger: Ledger, { file, run }: StateFile): Promise<boolean> {
  const owner = await ledger.runByNumber(run)
  return owner !== undefined && isFileOf({ number: run, id: owner.id }, file)
}

interface StateFile {
  readonly file: string
  readonly run: number
  /** Whether the name tells the run from others of this number. */
  readonly namesRun: boolean
}

function stateFiles(folder: string): readonly StateFile[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap((file) => {
    // Older versions left the id of the run out.
    const [, run, id] =
      /^(?:plan|snapshot)-(\d+)(-[0-9a-f]{8})?(?:-\d+)?\.parquet$/.exec(file) ?? []
    return run === undefined ? [] : [{ file, run: Number(run), namesRun: id !== undefined }]
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
