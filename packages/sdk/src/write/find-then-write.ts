import type { Batch, Change } from '../batch.ts'
import type { RunContext } from '../context.ts'
import { errorMessage, isRevError, RevError } from '../errors.ts'
import type { FieldDefinitions } from '../fields.ts'
import { ok, rejected, skipped, type Outcome } from '../outcomes.ts'
import type { Value } from '../values.ts'
import { idMap, type IdMap } from './id-map.ts'
import { perRecord, type InFlightOptions } from './per-record.ts'
import type { Write } from './write.ts'

/** What a search gave for a change: the destination's id, or several where the match value is not unique there. */
export type FoundIds = string | readonly string[]

/** What a vendor without upsert can do. */
export interface FindThenWriteSteps<
  Fields extends FieldDefinitions,
  Config,
> extends InFlightOptions {
  /**
   * Finds the records of these changes. @returns what was found by the id of the change; absent ones left out. A
   * change with several records is rejected: none of them is taken for the right one.
   */
  readonly find: (
    changes: readonly Change<Fields>[],
    ctx: RunContext<Config>,
    batch: Batch<Fields>,
  ) => Promise<ReadonlyMap<string, FoundIds>>
  /** Its `ok` carries the new record's `remoteId`. Not needed where there is only `update` and `delete`. */
  readonly create?: (
    change: Change<Fields>,
    ctx: RunContext<Config>,
    batch: Batch<Fields>,
  ) => Promise<Outcome>
  /** `skipped` with `no-match` where the id leads nowhere. Not needed where there is only `delete`. */
  readonly update?: (
    change: Change<Fields>,
    remoteId: string,
    ctx: RunContext<Config>,
    batch: Batch<Fields>,
  ) => Promise<Outcome>
  /** For `delete`; `skipped` with `no-match` where the id leads nowhere. */
  readonly remove?: (
    change: Change<Fields>,
    remoteId: string,
    ctx: RunContext<Config>,
    batch: Batch<Fields>,
  ) => Promise<Outcome>
}

/**
 * For vendors without upsert: finds the record, then updates, creates or deletes it, as far as the operation allows.
 * Ids of created records are durable at once, because a search may not see them for a while.
 */
export function findThenWrite<Fields extends FieldDefinitions, Config>(
  steps: FindThenWriteSteps<Fields, Config>,
): Write<Fields, Config> {
  return async (batch, ctx) => {
    const ids = idMap(ctx.cache, batch.object.name, batch.matchOn)
    const call = { steps, batch, ctx, ids }
    const known = await knownIds(call)
    const write = perRecord<Fields, Config>(
      (change) => writeOne(call, change, known.get(change.id)),
      steps,
    )
    return write(batch, ctx)
  }
}

interface Call<Fields extends FieldDefinitions, Config> {
  readonly steps: FindThenWriteSteps<Fields, Config>
  readonly batch: Batch<Fields>
  readonly ctx: RunContext<Config>
  readonly ids: IdMap
}

async function writeOne<Fields extends FieldDefinitions, Config>(
  call: Call<Fields, Config>,
  change: Change<Fields>,
  known: FoundIds | undefined,
): Promise<Outcome> {
  const { batch, ids } = call
  const outcome = known === undefined ? undefined : await writeKnown(call, change, known)
  if (outcome !== undefined && !leadsNowhere(outcome)) return outcome
  if (typeof known === 'string') {
    await ids.delete([keyOf(batch, change)])
    // The id that rev remembered leads nowhere; the record may have been made again under another one.
    const found = (await find(call, [change])).get(change.id)
    if (found !== undefined && found !== known) return writeKnown(call, change, found)
  }
  return writeAbsent(call, change)
}

async function writeKnown<Fields extends FieldDefinitions, Config>(
  { steps, batch, ctx, ids }: Call<Fields, Config>,
  change: Change<Fields>,
  known: FoundIds,
): Promise<Outcome> {
  if (batch.operation === 'create') return skipped(change, 'exists')
  if (typeof known !== 'string') return notUnique(batch, change, known)
  if (batch.operation !== 'delete') {
    return needed(steps.update, 'update', batch)(change, known, ctx, batch)
  }
  const outcome = await needed(steps.remove, 'remove', batch)(change, known, ctx, batch)
  if (outcome.status === 'ok') await ids.delete([keyOf(batch, change)])
  return outcome
}

async function writeAbsent<Fields extends FieldDefinitions, Config>(
  { steps, batch, ctx, ids }: Call<Fields, Config>,
  change: Change<Fields>,
): Promise<Outcome> {
  if (batch.operation === 'delete') return ok(change, 'unchanged')
  if (batch.operation === 'update') return skipped(change, 'no-match')
  const outcome = await needed(steps.create, 'create', batch)(change, ctx, batch)
  if (outcome.status === 'ok' && outcome.remoteId !== undefined) {
    await ids.set([[keyOf(batch, change), outcome.remoteId]])
  }
  return outcome
}

const leadsNowhere = (outcome: Outcome): boolean =>
  outcome.status === 'skipped' && outcome.reason === 'no-match'

function notUnique<Fields extends FieldDefinitions>(
  { matchOn, object }: Batch<Fields>,
  change: Change<Fields>,
  found: readonly string[],
): Outcome {
  const message = `${found.length} ${object.name} have this ${matchOn.join(', ')}, so none of them was written: ${found.slice(0, 5).join(', ')}.`
  return rejected(change, { code: 'REV_RECORD_CONFLICT', message })
}

function needed<Step, Fields extends FieldDefinitions>(
  step: Step | undefined,
  name: string,
  { operation, object }: Batch<Fields>,
): Step {
  if (step !== undefined) return step
  throw new RevError(
    'REV_CONNECTOR_CONTRACT',
    `Failed to ${operation} ${object.name}: findThenWrite got no step "${name}".`,
    { delivery: 'not-applied' },
  )
}

/** The ids that the change itself, the durable map or a search gives, in this order. */
async function knownIds<Fields extends FieldDefinitions, Config>(
  call: Call<Fields, Config>,
): Promise<ReadonlyMap<string, FoundIds>> {
  const { changes } = call.batch
  const remembered = await call.ids.get(changes.map((change) => keyOf(call.batch, change)))
  const ids = new Map<string, FoundIds>()
  for (const [index, change] of changes.entries()) {
    const remoteId = change.remoteId ?? remembered[index]
    if (remoteId !== undefined) ids.set(change.id, remoteId)
  }
  const missing = changes.filter(({ id }) => !ids.has(id))
  const found = missing.length > 0 ? await find(call, missing) : []
  return new Map([...ids, ...found])
}

/** The classes that would say something about the changes, though only a search has failed. */
const doubtful: readonly unknown[] = ['unknown', 'too-large', 'rejected']

/** Nothing is written while records are looked for, so no failure of the search leaves the changes in doubt. */
async function find<Fields extends FieldDefinitions, Config>(
  { steps, batch, ctx }: Call<Fields, Config>,
  changes: readonly Change<Fields>[],
): Promise<ReadonlyMap<string, FoundIds>> {
  try {
    const found = await steps.find(changes, ctx, batch)
    return new Map([...found].flatMap(([id, ids]) => oneOrSeveral(id, ids)))
  } catch (cause) {
    // What is refused here is the search, not the content of a change.
    const isAboutSearch = isRevError(cause) && doubtful.includes(cause.delivery)
    if (isRevError(cause) && !isAboutSearch) throw cause
    const code = isRevError(cause) ? cause.code : 'REV_CONNECTOR_CRASHED'
    throw new RevError(code, errorMessage(cause), { cause, delivery: 'not-applied' })
  }
}

/** A list of one is that one, and an empty list is nothing found. */
function oneOrSeveral(id: string, found: FoundIds): readonly (readonly [string, FoundIds])[] {
  if (typeof found === 'string') return [[id, found]]
  const [only, ...others] = new Set(found)
  if (only === undefined) return []
  return [[id, others.length > 0 ? [only, ...others] : only]]
}

function keyOf<Fields extends FieldDefinitions>(
  { matchOn }: Batch<Fields>,
  { fields, key }: Change<Fields>,
): readonly Value[] {
  return matchOn.length > 0 ? matchOn.map((name) => fields[name] ?? null) : key
}
