import path from 'node:path'
import { RevError } from '@revetl/sdk'
import type { ConnectorResolver } from '../connector.ts'
import type { Project } from '../project.ts'
import { loadShapeChecker } from './shape/check-shape.ts'
import { parseEnvFile } from './secrets/env-file.ts'
import { readTokenKey } from './secrets/read-token-key.ts'
import { Problems } from './problems.ts'
import { diskFiles, type ProjectFiles } from './project-files.ts'
import { readConnections, type ConnectionContext } from './read-connections.ts'
import {
  checkFile,
  readProjectText,
  type CheckedFile,
  type FileContext,
} from './files/read-file.ts'
import { findLateDbtModel, readModels, type ModelContext } from './read-models.ts'
import { readSyncs } from './read-syncs.ts'
import type { DbtProject } from './dbt/dbt-project.ts'
import type { ProjectFile } from './schema/project-file.ts'

/** What a project is loaded from. */
export interface LoadProjectOptions {
  /** The folder of rev.yaml, or the file itself. */
  readonly path: string
  /** The environment that `${env:NAME}` looks into, before `.env`. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly connectors: ConnectorResolver
  /**
   * Syncs whose file, model or connection is at fault are left out and named in `brokenSyncs`, and only what concerns
   * the whole project is thrown. Default: everything that is wrong is thrown.
   */
  readonly leavesOutBroken?: boolean
  /** Default: the files of this machine. */
  readonly files?: ProjectFiles
}

const projectFileName = 'rev.yaml'

/**
 * Reads and checks a whole project without any network.
 * @throws one `RevError` of kind `config` whose `others` hold every further problem, each with its place.
 */
export async function loadProject(options: LoadProjectOptions): Promise<Project> {
  const { files = diskFiles } = options
  const problems = new Problems()
  const context: FileContext = {
    projectPath: folderOf(options.path),
    files,
    checker: await loadShapeChecker(),
    problems,
  }
  const text = await readProjectText(projectFileName, context)
  if (text === undefined) {
    problems.throwIfAny()
    throw missingProject(context.projectPath)
  }
  const checked = await checkFile<ProjectFile>('project', projectFileName, text, context)
  const project = await readParts(checked, context, options)
  if (options.leavesOutBroken === true && project !== undefined) problems.throwIfWhole()
  else problems.throwIfAny()
  if (project === undefined) throw missingProject(context.projectPath)
  return project
}

/** Reads on after a problem, so that one look shows them all. */
async function readParts(
  checked: CheckedFile<ProjectFile> | undefined,
  context: FileContext,
  options: LoadProjectOptions,
): Promise<Project | undefined> {
  const connections = checked && (await readAllConnections(checked, context, options))
  const names = (kind: 'sources' | 'destinations'): readonly string[] | undefined =>
    checked && Object.keys(checked.content[kind] ?? {})
  const dbt = checked?.content.dbt && (await openDbt(checked.content.dbt, context))
  const modelContext = {
    ...context,
    connections: connections?.sources ?? new Map(),
    sourceNames: names('sources'),
    dbt,
  }
  const models = await readModels(modelContext)
  const syncs = await readSyncs({
    ...context,
    destinations: connections?.destinations ?? new Map(),
    destinationNames: names('destinations'),
    read: models,
    defaults: checked?.content.defaults,
  })
  if (checked === undefined || connections === undefined) return undefined
  const { content } = checked
  return {
    name: content.name,
    path: context.projectPath,
    statePath: path.resolve(context.projectPath, content.state?.path ?? '.rev'),
    ...connections,
    models: models.models,
    ...syncs,
    ...(dbt === undefined ? {} : { dbt: dbtOf(dbt, modelContext) }),
    egressAllow: content.egress?.allow ?? [],
    memoryMax: content.memory,
    warnings: context.problems.warnings,
  }
}

/** Its files have shapes of their own, which take a while to load. */
async function openDbt(
  options: NonNullable<ProjectFile['dbt']>,
  context: FileContext,
): Promise<DbtProject> {
  const { DbtProject: Opened } = await import('./dbt/dbt-project.ts')
  return new Opened(options, context)
}

function dbtOf(dbt: DbtProject, context: ModelContext): NonNullable<Project['dbt']> {
  return {
    names: () => dbt.names(),
    model: (name) => findLateDbtModel(name, dbt, context),
  }
}

async function readAllConnections(
  { content, yaml }: CheckedFile<ProjectFile>,
  context: FileContext,
  { env, connectors }: LoadProjectOptions,
): Promise<Pick<Project, 'sources' | 'destinations' | 'tokenKey'>> {
  const { projectPath, files } = context
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined))
  // The real environment wins over the file.
  const sources = { env: { ...(await readEnv(context)), ...given }, files, projectPath }
  const connection: ConnectionContext = { ...context, file: yaml, connectors, sources }
  const tokenKey = await readTokenKey(content.state?.token_key, connection)
  return {
    ...(tokenKey === undefined ? {} : { tokenKey }),
    sources: await readConnections('source', content.sources ?? {}, connection),
    destinations: await readConnections('destination', content.destinations ?? {}, connection),
  }
}

async function readEnv(context: FileContext): Promise<Readonly<Record<string, string>>> {
  const text = await readProjectText('.env', context)
  return text === undefined ? {} : parseEnvFile('.env', text, context.problems)
}

function folderOf(given: string): string {
  const absolute = path.resolve(given)
  return path.basename(absolute) === projectFileName ? path.dirname(absolute) : absolute
}

function missingProject(projectPath: string): RevError {
  return new RevError(
    'REV_CONFIG_MISSING',
    `Failed to load the project: there is no rev.yaml in ${projectPath}.`,
    { hint: 'Go to the folder of a project, or make one with `rev init`.' },
  )
}
