import { findThenWrite, object, ok, perRecord } from '@revetl/sdk'
import type {
  Batch,
  Change,
  FieldDefinitions,
  FoundRecord,
  LookupRequest,
  ObjectDefinition,
  Outcome,
  RunContext,
  ValueRecord,
} from '@revetl/sdk'
import { config, type Config } from '../config.ts'
import { idOf } from '../outcomes.ts'
import { fromRecord } from '../records/body.ts'
import { inGroups } from '../records/in-groups.ts'
import { matched, matchText, valueText } from '../records/matched.ts'

type Ctx = RunContext<Config>

/** A kind of record that Intercom creates or updates by one key of yours. */
export interface KeyedSteps {
  /** Reads one record by its key. */
  readonly read: (ctx: Ctx, object: string, key: string) => Promise<ValueRecord | undefined>
  /** Creates or updates by the key. */
  readonly save: (change: Change, ctx: Ctx, batch: Batch) => Promise<Outcome>
  /** Updates by Intercom's id, where that makes a difference; default `save`. */
  readonly update?: (change: Change, id: string, ctx: Ctx, batch: Batch) => Promise<Outcome>
  readonly remove: (change: Change, id: string, ctx: Ctx, batch: Batch) => Promise<Outcome>
  /** Whether `remove` goes by the key and needs no id; then nothing is read before it. */
  readonly isRemovedByKey?: boolean
}

const inFlightMax = 16

/** Such an object, with an upsert of one request a record; the others look first whether the record is there. */
export function keyedObject<const Fields extends FieldDefinitions>(
  about: { readonly title: string; readonly description: string; readonly fields: Fields },
  key: keyof Fields & string,
  steps: KeyedSteps,
): ObjectDefinition<Fields, Config> {
  const found = matched(
    findThenWrite<FieldDefinitions, Config>({
      inFlightMax,
      find: (changes, ctx, batch) => findIds(steps, changes, ctx, batch),
      create: (change, ctx, batch) => steps.save(change, ctx, batch),
      update: (change, id, ctx, batch) =>
        steps.update?.(change, id, ctx, batch) ?? steps.save(change, ctx, batch),
      remove: (change, id, ctx, batch) => steps.remove(change, id, ctx, batch),
    }),
  )
  const shared = {
    matchOn: [[key]],
    batch: { recordsMax: 60, uniqueBy: 'matchKey' },
    atomicity: 'per-record',
    resend: 'safe',
    write: found,
  } as const
  const upsert = matched(perRecord<FieldDefinitions, Config>(steps.save, { inFlightMax }))
  return object(config, {
    ...about,
    isOpen: true,
    operations: {
      upsert: { ...shared, write: upsert },
      update: { ...shared, sends: 'changed' },
      // The request of a create is an upsert: sent twice it could overwrite what has come in between.
      create: { ...shared, resend: 'reconcile' },
      delete: { ...shared, write: steps.isRemovedByKey === true ? removing(steps) : found },
    },
    lookup: (request, ctx) => lookUp(steps, about.fields, request, ctx),
  })
}

/** Deletes by the key; what is not there is gone already. */
function removing({ remove }: KeyedSteps) {
  const send = async (change: Change, ctx: Ctx, batch: Batch): Promise<Outcome> => {
    const outcome = await remove(change, '', ctx, batch)
    return outcome.status === 'skipped' ? ok(change, 'unchanged') : outcome
  }
  return matched(perRecord<FieldDefinitions, Config>(send, { inFlightMax }))
}

async function findIds(
  { read }: KeyedSteps,
  changes: readonly Change[],
  ctx: Ctx,
  batch: Batch,
): Promise<ReadonlyMap<string, string>> {
  const found = await inGroups(changes, inFlightMax, async (change) => {
    const record = await read(ctx, batch.object.name, matchText(batch, change))
    const id = idOf(record?.['id'])
    return id === undefined ? [] : [[change.id, id] as const]
  })
  return new Map(found.flat())
}

async function lookUp(
  { read }: KeyedSteps,
  own: FieldDefinitions,
  { object: { name, fields: known }, matchOn: [field = ''], keys, fields }: LookupRequest,
  ctx: Ctx,
): Promise<readonly FoundRecord[]> {
  const found = await inGroups(keys, inFlightMax, async ([value = null]) => {
    const record = value === null ? undefined : await read(ctx, name, valueText(value))
    if (record === undefined) return []
    const remoteId = idOf(record['id'])
    return [
      {
        match: { [field]: value },
        fields: fromRecord(record, fields, { own, known }),
        ...(remoteId === undefined ? {} : { remoteId }),
      },
    ]
  })
  return found.flat()
}
