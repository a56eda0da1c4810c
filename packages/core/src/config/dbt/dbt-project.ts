import path from 'node:path'
import { RevError, type ModelQuery } from '@revetl/sdk'
import type { DbtModel } from '../../model.ts'
import type { ProjectFiles } from '../project-files.ts'
import { durationMs } from '../schema/durations.ts'
import type { ProjectFile } from '../schema/project-file.ts'
import { readArtifact, type DbtArtifact } from './dbt-artifact.ts'
import { asInWarehouse, dbtColumns } from './dbt-catalog.ts'
import { dbtKey } from './dbt-key.ts'
import { DbtManifest } from './dbt-manifest.ts'
import type { DbtNode } from './dbt-node.ts'
import { relationQuery } from './dbt-relation.ts'
import { readRunResults } from './dbt-run-results.ts'

/** A model of dbt as a model of rev, without the source that reads it. */
export interface FoundDbtModel {
  readonly query: ModelQuery
  readonly key: readonly string[] | undefined
  readonly description: string | undefined
  /** The file of dbt that makes it, relative to the project. */
  readonly file: string
  readonly dbt: DbtModel
}

interface Artifacts {
  readonly manifest: DbtManifest
  readonly catalog: DbtArtifact | undefined
}

/** The dbt project that rev.yaml names. Its artifacts can be large: they are read once, and when somebody asks. */
export class DbtProject {
  readonly #options: NonNullable<ProjectFile['dbt']>
  readonly #projectPath: string
  readonly #files: ProjectFiles
  #artifacts: Promise<Artifacts> | undefined

  constructor(
    options: NonNullable<ProjectFile['dbt']>,
    { projectPath, files }: { readonly projectPath: string; readonly files: ProjectFiles },
  ) {
    this.#options = options
    this.#projectPath = projectPath
    this.#files = files
  }

  /** The source that `dbt.source` names. */
  get source(): string | undefined {
    return this.#options.source
  }

  /** @throws `REV_DBT_ARTIFACT` */
  async names(): Promise<readonly string[]> {
    return (await this.#read()).manifest.names
  }

  /** @throws `REV_CONFIG_REFERENCE`, `REV_DBT_ARTIFACT` */
  async find(name: string): Promise<FoundDbtModel> {
    const { manifest, catalog } = await this.#read()
    const node = manifest.find(name)
    const relation = relationOf(node)
    const tests = manifest.testsOf(node.unique_id)
    const columns = dbtColumns(node, catalog)
    const { generatedAtMs, invocationId } = manifest.metadata
    const { max_age: maxAge } = this.#options
    return {
      query: relationQuery(relation),
      key: asInWarehouse(dbtKey(node, tests), columns),
      description: node.description || undefined,
      file: path.posix.join(this.#options.project, node.original_file_path),
      dbt: {
        id: node.unique_id,
        relation,
        columns,
        tests: [
          ...tests.map((test) => ({ id: test.unique_id, name: test.name })),
          ...manifest.unitTestsOf(node.unique_id),
        ],
        manifest: { generatedAtMs, invocationId },
        maxAgeMs: maxAge === undefined ? undefined : durationMs(maxAge),
        readRunResults: () => readRunResults(this.#folder, this.#files),
      },
    }
  }

  get #folder(): string {
    const { project, target_path: target = 'target' } = this.#options
    return path.resolve(this.#projectPath, project, target)
  }

  #read(): Promise<Artifacts> {
    this.#artifacts ??= (async () => ({
      manifest: await DbtManifest.read(this.#folder, this.#files),
      catalog: await readArtifact('catalog', this.#folder, this.#files),
    }))()
    return this.#artifacts
  }
}

function relationOf({ name, relation_name: relation, config }: DbtNode): string {
  if (relation && config.materialized !== 'ephemeral') return relation
  const what = config.materialized === 'ephemeral' ? 'it is ephemeral' : 'it has no relation'
  throw new RevError(
    'REV_CONFIG_REFERENCE',
    `Failed to use the dbt model ${name}: ${what}, so there is nothing in the warehouse to read.`,
    { hint: 'Materialize it as a view or a table.' },
  )
}
