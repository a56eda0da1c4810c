import { isExactNumber, parseJson, type Value } from '@revetl/sdk'
import { scratchValue } from '@revetl/sdk/sql'
import { keyText } from '../key-text.ts'
import type { LocalDatabase } from '../local-database.ts'
import type { Sync } from '../project.ts'
import type { RecordHistory } from '../reports.ts'
import { keyColumns } from '../snapshot-layout.ts'
import { openSource } from '../host/open-source.ts'
import { isInWarehouse, scratchKeyType } from '../scratch-tables.ts'
import { quoteText } from '../sql.ts'
import { snapshotSelect, type Snapshot } from '../snapshot.ts'
import type { EngineServices } from './run-scope.ts'
import { openSnapshot } from './snapshot-state.ts'
import { openScratch, snapshotSchema } from './warehouse/choose-engine.ts'
import { loadAccepted } from './warehouse/fold-warehouse.ts'

/** What is known of one record of one sync; undefined where nothing is. */
export async function recordHistory(
  services: EngineServices,
  sync: Sync,
  key: readonly Value[],
): Promise<RecordHistory | undefined> {
  const { ledger, paths, project, newId } = services
  const reject = await findReject(services, sync, key)
  await using database = await services.openDatabase({
    statePath: project.statePath,
    spillPath: paths.spill(newId()),
    memoryMax: project.memoryMax,
  })
  const folder = paths.sync(sync.name)
  const snapshot = await openSnapshot({ ledger, sync: sync.name, folder })
  const delivered =
    snapshot === undefined
      ? undefined
      : await findDelivered(services, database, snapshot, {
          key,
          select: isInWarehouse(snapshot)
            ? await selectFromWarehouse(services, sync, { database, snapshot, key })
            : snapshotSelect(folder, snapshot, snapshot.layout),
        })
  if (reject === undefined && delivered === undefined) return undefined
  // As it is there, however it was asked for.
  return {
    sync: sync.name,
    key: reject?.key ?? delivered?.key ?? key,
    delivered: delivered?.found,
    reject,
  }
}

async function findReject({ ledger }: EngineServices, sync: Sync, key: readonly Value[]) {
  const wanted = key.map(String).join('\u001f')
  for await (const page of ledger.rejectIndex(sync.name)) {
    const found = page.find((entry) => entry.key.map(String).join('\u001f') === wanted)
    if (found) {
      const { keyText: _keyText, fingerprint: _fingerprint, ...entry } = found
      return entry
    }
  }
  return undefined
}

interface FoundRecord {
  readonly key: readonly Value[]
  readonly found: NonNullable<RecordHistory['delivered']>
}

async function findDelivered(
  { ledger }: EngineServices,
  database: LocalDatabase,
  snapshot: Snapshot,
  { select, key }: { readonly select: string; readonly key: readonly Value[] },
): Promise<FoundRecord | undefined> {
  const { layout } = snapshot
  if (key.length !== layout.keys.length) return undefined
  const keys = keyColumns(layout)
  const where = keys.map(
    (column, index) => `${column}::VARCHAR = ${quoteText(partText(key[index]))}`,
  )
  const values = layout.track === 'values' ? layout.fields.map(({ column }) => column) : []
  const [row] = await database.rows(
    `SELECT ${[keyText(layout, keys), 'run', 'remote', ...values].join(', ')} FROM (${select}) WHERE ${where.join(' AND ')}`,
  )
  if (!row) return undefined
  const [ownKey, run, remote, ...texts] = row
  const { id, startedAt } = (await ledger.runByNumber(Number(run))) ?? {
    id: String(run),
    startedAt: '',
  }
  const accepted = layout.fields.flatMap(({ name }, index) => {
    const text = texts[index]
    return typeof text === 'string' ? [[name, parseJson(text)] as const] : []
  })
  const found = {
    run: id,
    at: startedAt,
    remoteId: remote === null || remote === undefined ? undefined : String(remote),
    values: layout.track === 'values' ? Object.fromEntries(accepted) : undefined,
  }
  return { key: parseJson(String(ownKey)) as readonly Value[], found }
}

/** SELECT of what the warehouse has of one key, brought here. */
async function selectFromWarehouse(
  services: EngineServices,
  sync: Sync,
  {
    database,
    snapshot,
    key,
  }: {
    readonly database: LocalDatabase
    readonly snapshot: Snapshot
    readonly key: readonly Value[]
  },
): Promise<string> {
  const signal = new AbortController().signal
  await using source = await openSource(sync.model.source, services.host)
  const schema = snapshotSchema(snapshot) ?? ''
  const session = await openScratch({ services, sync, source, signal }, schema)
  const { dialect } = session.scratch
  const conditions = snapshot.layout.keys.map(({ type }, index) => {
    const text = partText(key[index])
    const fits =
      (type !== 'integer' && type !== 'number' && type !== 'boolean') ||
      (type === 'integer' && /^-?\d{1,18}$/.test(text)) ||
      (type === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) ||
      (type === 'boolean' && (text === 'true' || text === 'false'))
    const value = scratchValue(dialect, scratchKeyType(dialect, type), text)
    return fits ? `k${index} = ${value}` : '1 = 0'
  })
  // The source is closed when this returns.
  return await loadAccepted({ database, signal }, session, snapshot, conditions.join(' AND '))
}

function partText(value: Value | undefined): string {
  if (isExactNumber(value)) return value.text
  return typeof value === 'string' ? value : JSON.stringify(value ?? null)
}
