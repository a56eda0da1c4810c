import { ok, rejected, type Batch, type Change, type Outcome, type RunContext } from '@revetl/sdk'
import { refusedRequest } from '../answers/refused-request.ts'
import type { Config } from '../config.ts'
import { archiveBatch } from '../client.ts'
import { matchText } from './prepare.ts'
import { findRecordIds } from './read.ts'

/** Moves records to HubSpot's recycling bin: the ones that rev wrote, else those that match. */
export async function deleteRecords(
  batch: Batch,
  ctx: RunContext<Config>,
): Promise<readonly Outcome[]> {
  const unnamed = batch.changes.filter(({ remoteId }) => remoteId === undefined)
  const found =
    unnamed.length > 0
      ? await findRecordIds({ ...batch, changes: unnamed }, ctx)
      : new Map<string, string>()
  const idOf = (change: Change) =>
    change.remoteId ?? found.get(matchText(batch, change).toLowerCase())
  const present = batch.changes.filter((change) => idOf(change) !== undefined)
  const absent = batch.changes.filter((change) => idOf(change) === undefined)
  const gone = absent.map((change) => absentOutcome(batch, change))
  if (present.length === 0) return gone
  const ids = [...new Set(present.flatMap((change) => idOf(change) ?? []))]
  const response = await archiveBatch(ctx, batch.object.name, ids)
  if (response.status !== 204) throw refusedRequest(response, 'archive records')
  return [...gone, ...present.map((change) => ok(change, 'deleted', idOf(change)))]
}

/** A record that is not there needs no deleting; one without a match value was never looked for. */
function absentOutcome(batch: Batch, change: Change): Outcome {
  if (matchText(batch, change) !== '') return ok(change, 'unchanged')
  const message = 'No value to find the record by.'
  return rejected(change, { code: 'REV_VALUE_INVALID', message })
}
