import type { Batch, Change } from '../batch.ts'
import type { RunContext } from '../context.ts'
import { errorMessage, isRevError, RevError } from '../errors.ts'
import type { FieldDefinitions } from '../fields.ts'
import { skipped, type Outcome } from '../outcomes.ts'
import { perRecord, type InFlightOptions } from './per-record.ts'
import type { Write } from './write.ts'

/** What a vendor without upsert can do. */
export interface FindThenWriteSteps<
  Fields extends FieldDefinitions,
  Config,
> extends InFlightOptions {
  /** Finds the records of these changes. @returns the destination's id by the id of the change; absent ones left out */
  readonly find: (
    changes: readonly Change<Fields>[],
    ctx: RunContext<Config>,
    batch: Batch<Fields>,
  ) => Promise<ReadonlyMap<string, string>>
  /** Its `ok` carries the new record's `remoteId`. */
  readonly create: (change: Change<Fields>, ctx: RunContext<Config>) => Promise<Outcome>
  /** `skipped` with `no-match` where the id leads nowhere. */
  readonly update: (
    change: Change<Fields>,
    remoteId: string,
    ctx: RunContext<Config>,
  ) => Promise<Outcome>
}

/**
 * For vendors without upsert: finds the record, then updates or creates it, as far as the operation allows. Ids of
 * created records are durable at once, because a search may not see them for a while.
 */
export function findThenWrite<Fields extends FieldDefinitions, Config>(
  steps: FindThenWriteSteps<Fields, Config>,
): Write<Fields, Config> {
  return async (batch, ctx) => {
    const known = await knownIds(steps, batch, ctx)
    const write = perRecord<Fields, Config>(
      (change) => writeOne({ steps, batch, ctx }, change, known.get(change.id)),
      steps,
    )
    return write(batch, ctx)
  }
}

interface Call<Fields extends FieldDefinitions, Config> {
  readonly steps: FindThenWriteSteps<Fields, Config>
  readonly batch: Batch<Fields>
  readonly ctx: RunContext<Config>
}

async function writeOne<Fields extends FieldDefinitions, Config>(
  call: Call<Fields, Config>,
  change: Change<Fields>,
  remoteId: string | undefined,
): Promise<Outcome> {
  const { steps, batch, ctx } = call
  if (remoteId !== undefined) {
    if (batch.operation === 'create') return skipped(change, 'exists')
    const outcome = await steps.update(change, remoteId, ctx)
    const isStale = outcome.status === 'skipped' && outcome.reason === 'no-match'
    if (!isStale) return outcome
    await ctx.cache.delete([cacheKey(batch, change)])
    // The id that rev remembered leads nowhere; the record may have been made again under another one.
    const found = (await find(steps, [change], batch, ctx)).get(change.id)
    if (found !== undefined && found !== remoteId) return steps.update(change, found, ctx)
  }
  if (batch.operation === 'update') return skipped(change, 'no-match')
  const outcome = await steps.create(change, ctx)
  if (outcome.status === 'ok' && outcome.remoteId !== undefined) {
    await ctx.cache.set(new Map([[cacheKey(batch, change), outcome.remoteId]]))
  }
  return outcome
}

/** The ids that the change itself, the durable map or a search gives, in this order. */
async function knownIds<Fields extends FieldDefinitions, Config>(
  steps: FindThenWriteSteps<Fields, Config>,
  batch: Batch<Fields>,
  ctx: RunContext<Config>,
): Promise<ReadonlyMap<string, string>> {
  const cached = await ctx.cache.get(batch.changes.map((change) => cacheKey(batch, change)))
  const ids = new Map<string, string>()
  for (const change of batch.changes) {
    const remoteId = change.remoteId ?? cached.get(cacheKey(batch, change))
    if (remoteId !== undefined) ids.set(change.id, remoteId)
  }
  const missing = batch.changes.filter(({ id }) => !ids.has(id))
  const found = missing.length > 0 ? await find(steps, missing, batch, ctx) : []
  return new Map([...ids, ...found])
}

/** The classes that would say something about the changes, though only a search has failed. */
const doubtful: readonly unknown[] = ['unknown', 'too-large', 'rejected']

/** Nothing is written while records are looked for, so no failure of the search leaves the changes in doubt. */
async function find<Fields extends FieldDefinitions, Config>(
  steps: FindThenWriteSteps<Fields, Config>,
  changes: readonly Change<Fields>[],
  batch: Batch<Fields>,
  ctx: RunContext<Config>,
): Promise<ReadonlyMap<string, string>> {
  try {
    return await steps.find(changes, ctx, batch)
  } catch (cause) {
    // What is refused here is the search, not the content of a change.
    const isAboutSearch = isRevError(cause) && doubtful.includes(cause.delivery)
    if (isRevError(cause) && !isAboutSearch) throw cause
    const code = isRevError(cause) ? cause.code : 'REV_CONNECTOR_CRASHED'
    throw new RevError(code, errorMessage(cause), { cause, delivery: 'not-applied' })
  }
}

function cacheKey<Fields extends FieldDefinitions>(
  { object, matchOn }: Batch<Fields>,
  { fields, key }: Change<Fields>,
): string {
  const values = matchOn.length > 0 ? matchOn.map((name) => fields[name] ?? null) : key
  return `id:${object.name}:${JSON.stringify([matchOn, values])}`
}
