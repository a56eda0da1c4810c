import type { RevError } from '@revetl/sdk'
import { suggestName } from '@revetl/sdk/host'
import type { Connection } from '../connection.ts'
import type { Model } from '../model.ts'
import type { Sync } from '../project.ts'
import { checkSync } from './check-sync.ts'
import { listFiles, type ListedFile } from './files/list-files.ts'
import { parseMapping } from './mapping/parse-mapping.ts'
import {
  checkFile,
  readProjectText,
  type CheckedFile,
  type FileContext,
} from './files/read-file.ts'
import type { ReadModels } from './read-models.ts'
import type { ProjectFile } from './schema/project-file.ts'
import type { SyncFile } from './schema/sync-file.ts'
import { cursorOf, deliveryOptionsOf } from './sync-options.ts'

/** What syncs are read with. */
export interface SyncContext extends FileContext {
  readonly destinations: ReadonlyMap<string, Connection>
  /** Names of destinations in rev.yaml, those with problems of their own too; undefined where it cannot be read. */
  readonly destinationNames: readonly string[] | undefined
  readonly read: ReadModels
  readonly defaults: ProjectFile['defaults']
}

/** The syncs of a project that can be used, and what is wrong with the others; both in the order of their names. */
export interface ReadSyncs {
  readonly syncs: ReadonlyMap<string, Sync>
  readonly brokenSyncs: ReadonlyMap<string, RevError>
}

/** Reads every file of syncs/ and checks each against the manifest of its destination. */
export async function readSyncs(context: SyncContext): Promise<ReadSyncs> {
  const files = await listFiles('syncs', ['.yaml', '.yml'], context)
  const read = await Promise.all(files.map((file) => readSync(file, context)))
  const syncs = new Map<string, Sync>()
  const brokenSyncs = new Map<string, RevError>()
  for (const [index, { name }] of files.entries()) {
    const error = context.problems.errorOf(`sync ${name}`)
    const sync = read[index]
    if (error !== undefined) brokenSyncs.set(name, error)
    else if (sync !== undefined) syncs.set(name, sync)
  }
  return { syncs, brokenSyncs }
}

async function readSync(listed: ListedFile, whole: SyncContext): Promise<Sync | undefined> {
  const context = { ...whole, problems: whole.problems.part(`sync ${listed.name}`) }
  const text = await readProjectText(listed.file, context)
  if (text === undefined) return undefined
  const checked = await checkFile<SyncFile>('sync', listed.file, text, context)
  if (checked === undefined) return undefined
  const model = await findModel(checked, context)
  const destination = findDestination(checked, context)
  const key = keyOf(checked, model, context)
  const mapping = parseMapping(checked.content.map, {
    file: checked.yaml,
    problems: context.problems,
    nulls: deliveryOptionsOf(checked.content, context.defaults).nulls,
  })
  if (model === undefined || destination === undefined) return undefined
  const sync = { ...syncOf(listed.name, checked, context), model, destination, key, ...mapping }
  warnOfIdleOptions(checked, context.problems)
  checkSync(sync, context.problems)
  return sync
}

function warnOfIdleOptions(
  { content, yaml }: CheckedFile<SyncFile>,
  problems: SyncContext['problems'],
): void {
  for (const [option, mode] of [
    ['on_remove', 'mirror'],
    ['on_change', 'append'],
  ] as const) {
    if (content[option] === undefined || content.mode === mode) continue
    problems.warn('REV_CONFIG_MODE', `${yaml.file}: ${option} does nothing in this mode.`, {
      place: yaml.keyPlaceOf(option),
      hint: `It belongs to mode ${mode}.`,
    })
  }
}

function syncOf(
  name: string,
  { content, yaml }: CheckedFile<SyncFile>,
  { defaults }: SyncContext,
): Omit<Sync, 'model' | 'destination' | 'key' | 'fields' | 'isAllColumns'> {
  return {
    name,
    object: content.object,
    mode: content.mode,
    matchOn: content.match === undefined ? undefined : [content.match].flat(),
    filter: content.filter,
    ...(content.cursor === undefined ? {} : { cursor: cursorOf(content.cursor) }),
    onRemove: content.on_remove ?? 'delete',
    onChange: content.on_change ?? 'ignore',
    ...deliveryOptionsOf(content, defaults),
    place: { file: yaml.file, line: 1, column: 1 },
    placeOf: yaml.placeOf,
  }
}

/** A model of models/; else the one that dbt has of this name. */
async function findModel(
  { content, yaml }: CheckedFile<SyncFile>,
  { read, problems }: SyncContext,
): Promise<Model | undefined> {
  if (!read.names.includes(content.model)) {
    const place = yaml.placeOf('model')
    if (read.addDbt !== undefined) {
      problems.needs(`dbt model ${content.model}`)
      return read.addDbt({ name: content.model, place })
    }
    problems.add(
      'REV_CONFIG_REFERENCE',
      `Failed to read ${yaml.file}: there is no model "${content.model}".`,
      { place, hint: suggestName(content.model, read.names) },
    )
  }
  problems.needs(`model ${content.model}`)
  return read.models.get(content.model)
}

function findDestination(
  { content, yaml }: CheckedFile<SyncFile>,
  { destinations, destinationNames, problems }: SyncContext,
): Connection | undefined {
  if (destinationNames?.includes(content.destination) === false) {
    problems.add(
      'REV_CONFIG_REFERENCE',
      `Failed to read ${yaml.file}: there is no destination "${content.destination}".`,
      {
        place: yaml.placeOf('destination'),
        hint: suggestName(content.destination, destinationNames),
      },
    )
  }
  problems.needs(`destination ${content.destination}`)
  return destinations.get(content.destination)
}

function keyOf(
  { content, yaml }: CheckedFile<SyncFile>,
  model: Model | undefined,
  { problems }: SyncContext,
): readonly string[] {
  const key = content.key === undefined ? model?.key : [content.key].flat()
  if (key !== undefined) {
    const twice = key.find((column, index) => key.indexOf(column) !== index)
    if (twice !== undefined) {
      problems.add(
        'REV_CONFIG_KEY',
        `Failed to read ${yaml.file}: the key names "${twice}" twice.`,
        { place: yaml.placeOf('key'), hint: 'Name each column once.' },
      )
    }
    return key
  }
  if (model !== undefined) {
    problems.add('REV_CONFIG_KEY', `Failed to read ${yaml.file}: no key is named.`, {
      place: yaml.placeOf(),
      hint: model.dbt
        ? 'Add `key: …` here, or the tests `unique` and `not_null` to the column in dbt.'
        : `Add \`key: …\` here, or to the model ${model.place.file}: the column or columns that identify a record.`,
    })
  }
  return []
}
