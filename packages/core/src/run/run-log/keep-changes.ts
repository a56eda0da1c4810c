import { mkdirSync } from 'node:fs'
import { errorMessage } from '@revetl/sdk'
import type { IndexedReject } from '../../ledger.ts'
import { createTextTable, workTable } from '../../local-database.ts'
import type { ModeOperations } from '../../mode-operations.ts'
import { changesTable, deliveredView, writeParquetSql } from '../../plan-rows.ts'
import { quoteText } from '../../sql.ts'
import { sealFile } from '../../state/segments/seal-file.ts'
import { appendTexts } from '../../table-loader.ts'
import type { TextColumns } from '../../text-rows.ts'
import type { RunScope } from '../run-scope.ts'
import { logFile } from './log-files.ts'
import { settledColumns, storableText } from './log-tables.ts'

const sentTable = 'logged_sends'
const refusedTable = 'logged_rejects'

/**
 * Keeps what became of each change of a run in a file, for the log: the fold forgets it. The view of the delivered
 * positions is made. A run is as good without it, so nothing is thrown.
 * @returns what is to be said of it
 */
export async function keepChanges(
  scope: RunScope,
  operations: ModeOperations,
  run: { readonly number: number; readonly id: string },
): Promise<readonly string[]> {
  const { services, sync, database } = scope
  if (sync.runLog === undefined) return []
  try {
    const folder = services.paths.runLog(sync.name)
    const path = logFile(folder, run.number)
    mkdirSync(folder, { recursive: true })
    await loadSent(scope, run.number)
    await loadRefused(scope, run.id)
    await database.run(writeParquetSql(settledSql(operations, services.clock.now()), path))
    await sealFile(path)
    return []
  } catch (error) {
    const reason = errorMessage(error)
    services.log.warn('Changes of a run will be missing in its log', { sync: sync.name, reason })
    return [`what became of each change of the run ${run.id} is not in the run log: ${reason}`]
  }
}

async function loadSent({ services, database }: RunScope, run: number): Promise<void> {
  await createTextTable(database, sentTable, ['first', 'last', 'operation'])
  const columns = async function* (): AsyncGenerator<TextColumns, void, void> {
    for await (const page of services.ledger.sentBatches(run)) {
      const sent = page.flatMap(({ operation, ranges }) =>
        ranges.map(([first, last]) => [String(first), String(last), operation] as const),
      )
      yield [
        sent.map(([first]) => first),
        sent.map(([, last]) => last),
        sent.map(([, , operation]) => operation),
      ]
    }
  }
  await appendTexts(database, sentTable, columns())
}

const outcomes = {
  rejected: 'rejected',
  ignored: 'rejected',
  skipped: 'skipped',
  held: 'held',
  accepted: 'held',
} as const

async function loadRefused({ services, sync, database }: RunScope, runId: string): Promise<void> {
  const names = ['key', 'outcome', 'operation', 'code', 'reason', 'field', 'vendor_code', 'at']
  await createTextTable(database, refusedTable, names)
  const columns = async function* (): AsyncGenerator<TextColumns, void, void> {
    for await (const page of services.ledger.rejectIndex(sync.name)) {
      yield refusedColumns(page.filter(({ run }) => run === runId))
    }
  }
  await appendTexts(database, refusedTable, columns())
}

function refusedColumns(page: readonly IndexedReject[]): TextColumns {
  return [
    page.map(({ keyText }) => keyText),
    page.map(({ state }) => outcomes[state]),
    page.map(({ operation }) => operation),
    page.map(({ code }) => code),
    page.map(({ message }) => storableText(message)),
    page.map(({ field }) => textOf(field)),
    page.map(({ vendorCode }) => textOf(vendorCode)),
    page.map(({ lastAt }) => lastAt),
  ]
}

function textOf(text: string | undefined): string | null {
  return text === undefined ? null : storableText(text)
}

/** SELECT of the changes that were accepted, rejected, skipped or held in a run. */
function settledSql(operations: ModeOperations, nowMs: number): string {
  const sent = `SELECT seq, count(*) AS attempts, any_value(operation) AS sent_as FROM (
      SELECT unnest(range(first::BIGINT, last::BIGINT + 1)) AS seq, operation FROM ${workTable(sentTable)})
    GROUP BY seq`
  const now = quoteText(new Date(nowMs).toISOString())
  const accepted = `SELECT c.seq, c.key_text AS record_key, c.kind, ${operationOf(operations)} AS planned_as,
      'ok' AS outcome, NULL AS code, NULL AS reason, NULL AS field, NULL AS vendor_code, ${now} AS settled_at
    FROM ${changesTable} c JOIN ${deliveredView} USING (seq)`
  // A record whose key is bad is no change of the plan.
  const refused = `SELECT c.seq, r.key, c.kind, r.operation, r.outcome, r.code, r.reason, r.field, r.vendor_code, r.at
    FROM ${workTable(refusedTable)} r LEFT JOIN ${changesTable} c ON c.key_text = r.key
    WHERE c.seq IS NULL OR c.seq NOT IN (SELECT seq FROM ${deliveredView})`
  return `SELECT ${settledColumns.map((name) => columnSql[name] ?? name).join(', ')}
    FROM (${accepted} UNION ALL ${refused}) settled LEFT JOIN (${sent}) sends USING (seq)`
}

const columnSql: Readonly<Partial<Record<(typeof settledColumns)[number], string>>> = {
  line_no: 'row_number() OVER () AS line_no',
  operation: 'coalesce(sent_as, planned_as) AS operation',
  attempts: 'coalesce(attempts, 0) AS attempts',
}

function operationOf(operations: ModeOperations): string {
  const branches = (['added', 'changed', 'removed'] as const).flatMap((kind) => {
    const name = operations[kind]
    return name === undefined ? [] : [`WHEN '${kind}' THEN '${name}'`]
  })
  return `CASE c.kind ${branches.join(' ')} END`
}
