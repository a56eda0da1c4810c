import { RevError, type Column } from '@revetl/sdk'
import type { CompiledMapping } from '../compiled-mapping.ts'
import type { DiffInput, KeyExpression, RestOfModel, WaitingRecord } from '../diff/diff-input.ts'
import { computeDifference, duplicateKeys, type Difference } from '../diff/local-diff.ts'
import type { IndexedReject } from '../ledger.ts'
import type { LocalDatabase } from '../local-database.ts'
import { explainFilterFailure } from './explain-filter.ts'
import { compileSyncFilter, filteredRows } from './filter-model.ts'
import type { CompiledFilter } from '../map/compile-filter.ts'
import { compileMapping } from '../map/compile-mapping.ts'
import type { Sync, SyncMode } from '../project.ts'
import type { Stage } from '../read/stage.ts'
import { inLayout, snapshotSelect, type Snapshot } from '../snapshot.ts'
import { snapshotLayout, type KeyColumn, type SnapshotLayout } from '../snapshot-layout.ts'
import { quoteName, quoteText } from '../sql.ts'
import type { PreparedSync } from './prepare-sync.ts'

interface DiffSyncOptions {
  readonly prepared: PreparedSync
  readonly database: LocalDatabase
  readonly stage: Stage
  readonly mapping: CompiledMapping
  /** Where the files of the snapshot lie. */
  readonly folder: string
  readonly snapshot: Snapshot | undefined
  /** Where the rows of a run's plan go; undefined for a plan that nobody runs. */
  readonly rowsPath: string | undefined
  readonly rejects: AsyncIterable<readonly IndexedReject[]>
  readonly isFull: boolean
  /** Whether the stage holds only a part of the model, and nothing is known of the rest; default: no. */
  readonly isPartial?: boolean
  readonly now: number
  /**
   * Set where the stage holds only the rows that can differ, filtered: what was accepted of these, and what is to know of
   * the rest.
   */
  readonly elsewhere?: {
    readonly accepted: string | undefined
    readonly rest: RestOfModel
  }
}

/** The difference of a sync, with what it was made from. */
export interface SyncDifference {
  readonly input: DiffInput
  readonly difference: Difference
}

/** Compares a staged model with what its sync delivered. */
export async function diffSync(options: DiffSyncOptions): Promise<SyncDifference> {
  const { prepared, database, stage } = options
  const { sync } = prepared
  const { input, filter } = await diffInput(options)
  const { select: rows, columns } = stage
  const explain = (error: unknown) =>
    filter === undefined
      ? error
      : explainFilterFailure(error, { sync, filter, rows, columns, database })
  const difference = await computeDifference(input).catch(async (error: unknown) => {
    throw await explain(error)
  })
  if (difference.duplicateKeys > 0 && sync.duplicateKeys === 'fail') {
    throw await duplicateError(sync, input, difference)
  }
  return { input, difference }
}

/** What a difference is made from, the functions of the mapping at hand; and the condition for records, if any. */
export async function diffInput(
  options: DiffSyncOptions,
): Promise<{ readonly input: DiffInput; readonly filter: CompiledFilter | undefined }> {
  const { prepared, database, stage, mapping, snapshot, elsewhere } = options
  const { sync } = prepared
  const layout = layoutOf(prepared, stage.columns, mapping, snapshot?.layout)
  const filter =
    elsewhere === undefined ? await compileSyncFilter(sync, stage.columns, database) : undefined
  database.registerFunctions(mapping.scalarFunctions)
  const input: DiffInput = {
    database,
    model: filteredRows(stage.select, filter),
    keys: keyExpressions(sync, stage.columns),
    fields: mapping.fields,
    layout,
    snapshot: {
      select: acceptedSelect(options, layout),
      records: snapshot?.records ?? 0,
      isEmpty: snapshot === undefined || snapshot.segments.length === 0,
    },
    matchOn: prepared.matchOn,
    rules: rulesOf(prepared, options.isFull),
    waiting: waitingRecords(options),
    rowsPath: options.rowsPath,
    isPartial: options.isPartial === true,
    ...(elsewhere === undefined ? {} : { rest: elsewhere.rest }),
  }
  return { input, filter }
}

/** What the snapshot of a sync is to hold. @throws `REV_MODEL_KEY_TYPE` where the key is another one than before. */
export function layoutOf(
  { sync, matchOn }: PreparedSync,
  columns: readonly Column[],
  mapping: CompiledMapping,
  former: SnapshotLayout | undefined,
): SnapshotLayout {
  const keys = keyColumnsOf(sync, columns)
  refuseOtherKey(sync, keys, former)
  return snapshotLayout(sync, keys, mapping.fields, matchOn, former)
}

function acceptedSelect(
  { folder, snapshot, elsewhere }: DiffSyncOptions,
  layout: SnapshotLayout,
): string {
  if (elsewhere === undefined) return snapshotSelect(folder, snapshot, layout)
  if (elsewhere.accepted === undefined || snapshot === undefined) {
    return snapshotSelect(folder, undefined, layout)
  }
  return inLayout(elsewhere.accepted, layout, snapshot.layout)
}

/** What these add or write anew stands at the destination in the order in which it came. */
const orderedModes: ReadonlySet<SyncMode> = new Set(['create', 'append', 'replace'])

/** Which differences a sync acts upon. */
export function rulesOf(
  { sync, operations, object }: PreparedSync,
  isFull: boolean,
): DiffInput['rules'] {
  const changed = operations.changed && object.operations[operations.changed]
  return {
    plansChanged: operations.changed !== undefined,
    onRemoved:
      operations.removed === undefined
        ? undefined
        : sync.mode === 'mirror' && sync.onRemove === 'clear'
          ? 'clear'
          : 'remove',
    isReplace: sync.mode === 'replace',
    isDelta: changed?.sends === 'changed' && sync.mode !== 'replace',
    isFull,
    isOrdered: orderedModes.has(sync.mode),
  }
}

/** The key columns with their types. @throws `REV_CONFIG_KEY` for a column that cannot be a key. */
function keyColumnsOf(sync: Sync, columns: readonly Column[]): readonly KeyColumn[] {
  return sync.key.map((name) => {
    const { type } = findColumn(columns, name)
    if (type !== 'json' && type !== 'bytes') return { name, type }
    throw new RevError(
      'REV_CONFIG_KEY',
      `Failed to prepare ${sync.name}: the key column ${name} is of type ${type}.`,
      {
        place: sync.placeOf('key'),
        hint: 'Use columns of text, numbers, dates or UUIDs as a key.',
      },
    )
  })
}

// What a reader sees as nothing; DuckDB's own trim takes the space alone.
const blanks = quoteText(
  ' \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff',
)

function keyExpressions(sync: Sync, columns: readonly Column[]): readonly KeyExpression[] {
  return sync.key.map((key) => {
    const column = findColumn(columns, key)
    const name = quoteName(column.name)
    switch (column.type) {
      case 'integer':
      case 'boolean':
        return { name: key, value: name, isBad: `${name} IS NULL` }
      case 'number':
        return { name: key, value: name, isBad: `(${name} IS NULL OR NOT isfinite(${name}))` }
      case 'decimal': {
        const value = decimalText(sync, column)
        return {
          name: key,
          value,
          isBad: `(${name} IS NULL OR ${value} IS NULL OR ${value} = 'null')`,
        }
      }
      default:
        return {
          name: key,
          value: name,
          isBad: `(${name} IS NULL OR trim(${name}, ${blanks}) = '')`,
        }
    }
  })
}

/** The canonical digits of a decimal key: 1.50 and 1.5 are one key. */
function decimalText(sync: Sync, column: Column): string {
  const place = sync.placeOf('key')
  const mapped = {
    field: column.name,
    expression: { kind: 'column', column: column.name, place } as const,
    write: 'always',
    nulls: 'send',
    place,
  } as const
  const { fields } = compileMapping([mapped], [column], {
    'run.id': '',
    'run.started_at': '',
    'sync.name': '',
  })
  const [field] = fields
  return field ? `CASE WHEN ${field.problem ?? 'NULL'} IS NULL THEN ${field.json} END` : 'NULL'
}

function findColumn(columns: readonly Column[], name: string): Column {
  const found = columns.find((column) => column.name.toLowerCase() === name.toLowerCase())
  if (found) return found
  throw new RevError('REV_MODEL_COLUMN', `The model has no column ${name}.`)
}

function refuseOtherKey(
  sync: Sync,
  keys: readonly KeyColumn[],
  former: SnapshotLayout | undefined,
): void {
  if (former === undefined) return
  const isSame =
    former.keys.length === keys.length &&
    former.keys.every(({ name, type }, index) => {
      const key = keys[index]
      return key?.name.toLowerCase() === name.toLowerCase() && key.type === type
    })
  if (isSame) return
  throw new RevError(
    'REV_MODEL_KEY_TYPE',
    `Failed to compare ${sync.name} with what was delivered: its key changed. Expected ${keyWords(former.keys)}, got ${keyWords(keys)}.`,
    {
      place: sync.placeOf('key'),
      hint: `Cast the column back in the SQL, or run \`rev reset ${sync.name}\`: the next run then sends everything under the new key.`,
    },
  )
}

function keyWords(keys: readonly KeyColumn[]): string {
  return keys.map(({ name, type }) => `${name} (${type})`).join(', ')
}

async function* waitingRecords({
  rejects,
  now,
}: DiffSyncOptions): AsyncGenerator<readonly WaitingRecord[], void, void> {
  for await (const page of rejects) {
    yield page.map(({ keyText: key, state, fingerprint, code, message, retryAt }) => {
      const dueMs = retryAt === undefined ? 0 : Date.parse(retryAt)
      return { key, state, fingerprint, code, message, isWaiting: dueMs > now, dueMs }
    })
  }
}

async function duplicateError(
  sync: Sync,
  input: DiffInput,
  difference: Difference,
): Promise<RevError> {
  const samples = await duplicateKeys(input, 5)
  const list = samples.map(({ key, copies }) => `${key} × ${copies}`).join(', ')
  return new RevError(
    'REV_MODEL_KEY_DUPLICATE',
    `Failed to plan ${sync.name}: ${difference.duplicateKeys} rows share their key (${sync.key.join(', ')}) with another row: ${list}. Nothing was sent.`,
    {
      place: sync.placeOf('key'),
      hint: 'Make the key unique in the SQL, or set `duplicate_keys: reject` to send the others.',
    },
  )
}
