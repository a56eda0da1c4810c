import path from 'node:path'
import type { ModelQuery } from '@revetl/sdk'
import { suggestName } from '@revetl/sdk/host'
import type { Connection, Model } from '../project.ts'
import { listFiles, type ListedFile } from './files/list-files.ts'
import { checkFile, readProjectText, type FileContext } from './files/read-file.ts'
import type { ModelFile } from './schema/model-file.ts'
import { parseSqlModel } from './files/sql-model.ts'
import type { YamlFile, YamlPath } from './files/yaml-file.ts'

/** What models are read with. */
export interface ModelContext extends FileContext {
  readonly connections: ReadonlyMap<string, Connection>
  /** Names of sources in rev.yaml, those with problems of their own too; undefined where it cannot be read. */
  readonly sourceNames: readonly string[] | undefined
}

/** Models by name, and the names of all files, so that a broken model is not also an unknown one. */
export interface ReadModels {
  readonly models: ReadonlyMap<string, Model>
  readonly names: readonly string[]
}

/** Reads every file of models/. */
export async function readModels(context: ModelContext): Promise<ReadModels> {
  const files = await listFiles('models', ['.sql', '.yaml', '.yml'], context)
  const models = await Promise.all(files.map((file) => readModel(file, context)))
  return {
    models: new Map(models.flatMap((model) => (model ? [[model.name, model] as const] : []))),
    names: files.map(({ name }) => name),
  }
}

async function readModel(listed: ListedFile, context: ModelContext): Promise<Model | undefined> {
  const text = await readProjectText(listed.file, context)
  if (text === undefined) return undefined
  return listed.extension === '.sql'
    ? readSqlModel(listed, text, context)
    : readYamlModel(listed, text, context)
}

function readSqlModel(
  { name, file }: ListedFile,
  text: string,
  context: ModelContext,
): Model | undefined {
  const place = { file, line: 1, column: 1 }
  const parsed = parseSqlModel(file, text, context.problems)
  if (parsed === undefined) return undefined
  const sourcePlace = { file, line: parsed.sourceLine ?? 1, column: 1 }
  const source = findSource(parsed.source, sourcePlace, context)
  if (source === undefined) return undefined
  const query = { kind: 'sql', sql: parsed.sql } as const
  return { name, source, query, key: parsed.key, place, sqlLine: parsed.sqlLine }
}

function readYamlModel(
  { name, file }: ListedFile,
  text: string,
  context: ModelContext,
): Model | undefined {
  const checked = checkFile<ModelFile>('model', file, text, context)
  if (checked === undefined) return undefined
  const { yaml, content } = checked
  const source = findSource(content.source, yaml.placeOf('source'), context)
  if (source === undefined) return undefined
  return {
    name,
    source,
    query: queryOf(content, context.projectPath),
    key: content.key === undefined ? undefined : [content.key].flat(),
    place: { file, line: 1, column: 1 },
    sqlLine: 'sql' in content ? sqlLineOf(yaml, text) : 1,
  }
}

function queryOf(content: ModelFile, projectPath: string): ModelQuery {
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
