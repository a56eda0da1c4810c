import { changesTable } from '../plan-rows.ts'
import { quoteText } from '../sql.ts'
import type { RunScope } from './run-scope.ts'

/**
 * Positions of a run's plan of which the destination can have the old or the new: sent and never settled, or held for
 * somebody to tell. The plan is open.
 */
export async function unknownSeqs(
  scope: Pick<RunScope, 'services' | 'sync' | 'database'>,
  run: { readonly number: number; readonly id: string },
): Promise<readonly number[]> {
  const { ledger } = scope.services
  const left = (await ledger.unfinishedRuns(scope.sync.name)).find((one) => one.run === run.number)
  const open = (left?.openIntents ?? []).flatMap(({ seqs }) => seqs)
  return [...open, ...(await heldSeqs(scope, run.id))]
}

async function heldSeqs(
  { services, sync, database }: Pick<RunScope, 'services' | 'sync' | 'database'>,
  runId: string,
): Promise<readonly number[]> {
  const { ledger } = services
  if ((await ledger.countRejects(sync.name)).held === 0) return []
  const keys: string[] = []
  for await (const page of ledger.rejectIndex(sync.name)) {
    for (const { state, run, keyText } of page) {
      if (state === 'held' && run === runId) keys.push(keyText)
    }
  }
  if (keys.length === 0) return []
  const list = keys.map(quoteText).join(', ')
  const rows = await database.rows(`SELECT seq FROM ${changesTable} WHERE key_text IN (${list})`)
  return rows.map(([seq]) => Number(seq))
}
