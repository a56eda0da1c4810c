import path from 'node:path'
import { RevError, type ModelQuery } from '@revetl/sdk'
import { suggestName } from '@revetl/sdk/host'
import type { Connection } from '../connection.ts'
import type { Contract, Model } from '../model.ts'
import type { DbtProject } from './dbt/dbt-project.ts'
import { readDbtModel, type DbtReference } from './dbt/read-dbt-model.ts'
import { readContract, readSqlContract } from './read-contract.ts'
import { listFiles, type ListedFile } from './files/list-files.ts'
import {
  checkFile,
  readProjectText,
  type CheckedFile,
  type FileContext,
} from './files/read-file.ts'
import { Problems } from './problems.ts'
import type { ModelFile } from './schema/model-file.ts'
import { compileRefs } from './sql/compile-refs.ts'
import { parseSqlModel } from './files/sql-model.ts'
import type { YamlFile, YamlPath } from './files/yaml-file.ts'

/** What models are read with. */
export interface ModelContext extends FileContext {
  readonly connections: ReadonlyMap<string, Connection>
  /** Names of sources in rev.yaml, those with problems of their own too; undefined where it cannot be read. */
  readonly sourceNames: readonly string[] | undefined
  /** Undefined where rev.yaml names none. */
  readonly dbt: DbtProject | undefined
}

/** Models by name, and the names of all files, so that a broken model is not also an unknown one. */
export interface ReadModels {
  readonly models: ReadonlyMap<string, Model>
  readonly names: readonly string[]
  /** Takes a model of dbt for one of the project; undefined where it added a problem. */
  readonly addDbt: ((reference: DbtReference) => Promise<Model | undefined>) | undefined
}

/** A model of dbt for somebody who asks after the project was read. @throws what is wrong with it. */
export async function findLateDbtModel(
  name: string,
  dbt: DbtProject,
  context: Omit<ModelContext, 'problems'>,
): Promise<Model> {
  const problems = new Problems()
  const reference = { name, place: { file: 'rev.yaml', line: 1, column: 1 } }
  const model = await findDbtModel(reference, dbt, { ...context, problems })
  problems.throwIfAny()
  if (model !== undefined) return model
  throw new RevError('REV_CONFIG_REFERENCE', `Failed to find the model ${name}: it has no source.`)
}

/** Reads every file of models/. */
export async function readModels(context: ModelContext): Promise<ReadModels> {
  const files = await listFiles('models', ['.sql', '.yaml', '.yml'], context)
  const read = await Promise.all(files.map((file) => readModel(file, context)))
  const written = new Map(read.flatMap((model) => (model ? [[model.name, model] as const] : [])))
  const names = files.map(({ name }) => name)
  const { dbt, problems } = context
  const added = new Map<string, Promise<Model | undefined>>()
  const findDbt =
    dbt &&
    ((reference: DbtReference) => {
      const own = { ...context, problems: problems.part(`dbt model ${reference.name}`) }
      const adding = added.get(reference.name) ?? findDbtModel(reference, dbt, own)
      added.set(reference.name, adding)
      return adding
    })
  const compiled = await compileRefs({ models: written, names, problems, addDbt: findDbt })
  const models = new Map(compiled)
  return {
    models,
    names,
    addDbt:
      findDbt &&
      (async (reference) => {
        const model = await findDbt(reference)
        if (model !== undefined) models.set(reference.name, model)
        return model
      }),
  }
}

function findDbtModel(
  reference: DbtReference,
  dbt: DbtProject,
  context: ModelContext,
  sourceName = dbt.source,
): Promise<Model | undefined> {
  const source = findSource(sourceName, reference.place, context)
  return readDbtModel(reference, dbt, { source, problems: context.problems })
}

async function readModel(listed: ListedFile, whole: ModelContext): Promise<Model | undefined> {
  const context = { ...whole, problems: whole.problems.part(`model ${listed.name}`) }
  const text = await readProjectText(listed.file, context)
  if (text === undefined) return undefined
  return listed.extension === '.sql'
    ? readSqlModel(listed, text, context)
    : readYamlModel(listed, text, context)
}

async function readSqlModel(
  { name, file }: ListedFile,
  text: string,
  context: ModelContext,
): Promise<Model | undefined> {
  const place = { file, line: 1, column: 1 }
  const parsed = parseSqlModel(file, text, context.problems)
  if (parsed === undefined) return undefined
  const sourcePlace = { file, line: parsed.sourceLine ?? 1, column: 1 }
  const source = findSource(parsed.source, sourcePlace, context)
  if (source === undefined) return undefined
  const query = { kind: 'sql', sql: parsed.sql } as const
  const { key, sqlLine, description } = parsed
  const contract = await readSqlContract(file, parsed.contract, context)
  return { name, source, query, key, place, sqlLine, ...extras(description, contract) }
}

async function readYamlModel(
  { name, file }: ListedFile,
  text: string,
  context: ModelContext,
): Promise<Model | undefined> {
  const checked = await checkFile<ModelFile>('model', file, text, context)
  if (checked === undefined) return undefined
  const { yaml, content } = checked
  const place = { file, line: 1, column: 1 }
  const key = content.key === undefined ? undefined : [content.key].flat()
  const more = extras(content.description, readContract(content.contract, yaml))
  if ('dbt' in content) {
    const found = await readDbtReference(checked, context)
    // What the file says goes before what dbt says.
    const own = { name, place, key: key ?? found?.key, ...more }
    return found && { ...found, ...own }
  }
  const source = findSource(content.source, yaml.placeOf('source'), context)
  if (source === undefined) return undefined
  const query = queryOf(content, context.projectPath)
  const sqlLine = 'sql' in content ? sqlLineOf(yaml, text) : 1
  return { name, source, query, key, place, sqlLine, ...more }
}

function readDbtReference(
  { content, yaml }: CheckedFile<ModelFile>,
  context: ModelContext,
): Promise<Model | undefined> | undefined {
  if (!('dbt' in content)) return undefined
  const place = yaml.placeOf('dbt')
  if (context.dbt !== undefined) {
    const reference = { name: content.dbt, place }
    return findDbtModel(reference, context.dbt, context, content.source ?? context.dbt.source)
  }
  // Without a rev.yaml that can be read, nobody knows.
  if (context.sourceNames !== undefined) {
    context.problems.add(
      'REV_CONFIG_REFERENCE',
      `Failed to read ${yaml.file}: rev.yaml names no dbt project.`,
      { place, hint: 'Add `dbt: { project: … }` to rev.yaml.' },
    )
  }
  return undefined
}

function extras(
  description: string | undefined,
  contract: Contract | undefined,
): Pick<Model, 'description' | 'contract'> {
  return {
    ...(description === undefined ? {} : { description }),
    ...(contract === undefined ? {} : { contract }),
  }
}

function queryOf(
  content: Exclude<ModelFile, { readonly dbt: string }>,
  projectPath: string,
): ModelQuery {
  if ('sql' in content) return { kind: 'sql', sql: content.sql }
  if ('files' in content) {
    const paths = [content.files].flat().map((one) => path.resolve(projectPath, one))
    return { kind: 'files', paths }
  }
  const { table } = content
  return { kind: 'table', table: typeof table === 'string' ? table.split('.') : table }
}

/** The text of a block scalar starts on the line after its `|`. */
function sqlLineOf(yaml: YamlFile, text: string): number {
  const sqlPath: YamlPath = ['sql']
  const { line, column } = yaml.placeOf(...sqlPath)
  const first = text.split('\n')[line - 1]?.charAt(column - 1)
  return first === '|' || first === '>' ? line + 1 : line
}

function findSource(
  name: string | undefined,
  place: Model['place'],
  { connections, sourceNames, problems }: ModelContext,
): Connection | undefined {
  if (sourceNames === undefined) return undefined
  if (name === undefined && sourceNames.length !== 1) {
    problems.add(
      'REV_CONFIG_REFERENCE',
      `Failed to read ${place.file}: no source is named, and rev.yaml has ${sourceNames.length}.`,
      { place: { ...place, line: 1, column: 1 }, hint: sourceHint(place.file, sourceNames) },
    )
    return undefined
  }
  const wanted = name ?? sourceNames[0] ?? ''
  problems.needs(`source ${wanted}`)
  if (!sourceNames.includes(wanted)) {
    problems.add(
      'REV_CONFIG_REFERENCE',
      `Failed to read ${place.file}: there is no source "${wanted}".`,
      { place, hint: suggestName(wanted, sourceNames) },
    )
  }
  return connections.get(wanted)
}

function sourceHint(file: string, sourceNames: readonly string[]): string {
  const [first] = sourceNames
  if (first === undefined) return 'Add a source under `sources` in rev.yaml.'
  const line = file.endsWith('.sql') ? `-- source: ${first}` : `source: ${first}`
  return `Add \`${line}\` to the file.`
}
