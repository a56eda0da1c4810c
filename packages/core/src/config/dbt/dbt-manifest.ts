import { RevError } from '@revetl/sdk'
import { suggestName } from '@revetl/sdk/host'
import type { ZodType } from 'zod'
import type { DbtTestInfo } from '../../model.ts'
import type { ProjectFiles } from '../project-files.ts'
import { readArtifact, type ArtifactMetadata, type DbtArtifact } from './dbt-artifact.ts'
import { dbtNode, dbtTest, type DbtNode, type DbtTest } from './dbt-node.ts'

/** What is looked at to find a node; `dbtNode` and `dbtTest` check the ones that are found. */
interface RawNode {
  readonly unique_id: string
  readonly name: string
  readonly package_name: string
  readonly resource_type: string
  readonly version?: string | number | null
  readonly latest_version?: string | number | null
  readonly attached_node?: string | null
  readonly depends_on?: { readonly nodes?: readonly string[] }
}

/** The models, seeds and snapshots of a dbt project, and their tests. What nobody asks for is not looked into. */
export class DbtManifest {
  readonly metadata: ArtifactMetadata
  readonly #path: string
  readonly #nodes: readonly RawNode[]
  readonly #tests: readonly RawNode[]
  readonly #unitTests: readonly RawNode[]
  readonly #disabled: ReadonlySet<string>

  private constructor(path: string, artifact: DbtArtifact) {
    const nodes = valuesOf(artifact['nodes'])
    this.#path = path
    this.metadata = artifact.metadata
    this.#nodes = nodes.filter(({ resource_type: type }) =>
      ['model', 'seed', 'snapshot'].includes(type),
    )
    this.#tests = nodes.filter(({ resource_type: type }) => type === 'test')
    this.#unitTests = valuesOf(artifact['unit_tests'])
    this.#disabled = new Set(Object.keys(artifact['disabled'] ?? {}))
  }

  /** @throws `REV_DBT_ARTIFACT` also where there is none. */
  static async read(folder: string, files: ProjectFiles): Promise<DbtManifest> {
    const path = `${folder}/manifest.json`
    const artifact = await readArtifact('manifest', folder, files)
    if (artifact !== undefined) return new DbtManifest(path, artifact)
    throw new RevError('REV_DBT_ARTIFACT', `Failed to read the dbt project: there is no ${path}.`, {
      hint: 'Run `dbt build` (or `dbt parse`) there, or correct dbt.project or dbt.target_path in rev.yaml.',
    })
  }

  /** Names that `find` takes, in order. */
  get names(): readonly string[] {
    return [...new Set(this.#nodes.map(({ name }) => name))].toSorted()
  }

  /**
   * The node of a name: `name`, `package.name`, and with `.v2` one of its versions.
   * @throws `REV_CONFIG_REFERENCE` where it is not exactly one, `REV_DBT_ARTIFACT` where it cannot be understood.
   */
  find(name: string): DbtNode {
    const found = this.#nodes.filter((node) => namesOf(node).includes(name))
    const [only, ...others] = found.filter((node) => isMeant(node, name))
    if (only === undefined) throw this.#unknown(name)
    if (others.length > 0) throw severalPackages(name, found)
    return this.#understand(dbtNode, only)
  }

  /**
   * The tests of a node: a generic one is of the node that it is attached to, a query of its own of all that it reads.
   * @throws `REV_DBT_ARTIFACT` for one that cannot be understood: left out, it would seem to have passed.
   */
  testsOf(id: string): readonly DbtTest[] {
    const found = this.#tests.filter(({ attached_node: attached, depends_on: dependsOn }) =>
      attached ? attached === id : dependsOn?.nodes?.includes(id),
    )
    return found.map((test) => this.#understand(dbtTest, test))
  }

  #understand<Shape>(shape: ZodType<Shape>, node: RawNode): Shape {
    const read = shape.safeParse(node)
    if (read.success) return read.data
    const [issue] = read.error.issues
    throw new RevError(
      'REV_DBT_ARTIFACT',
      `Failed to read ${this.#path}: ${node.unique_id} is not as expected: ${issue?.path.join('.')}: ${issue?.message}.`,
      { hint: 'Build the project with a dbt that rev reads: docs/dbt.md has the versions.' },
    )
  }

  /** The unit tests of a node. */
  unitTestsOf(id: string): readonly DbtTestInfo[] {
    return this.#unitTests
      .filter(({ depends_on: dependsOn }) => dependsOn?.nodes?.includes(id))
      .map(({ unique_id: testId, name }) => ({ id: testId, name }))
  }

  #unknown(name: string): RevError {
    const isDisabled = [...this.#disabled].some((id) => id.endsWith(`.${name}`))
    const reason = isDisabled
      ? `the model "${name}" is disabled`
      : `there is no model, seed or snapshot "${name}"`
    return new RevError(
      'REV_CONFIG_REFERENCE',
      `Failed to find a model of dbt: ${reason} in ${this.#path}.`,
      { hint: isDisabled ? 'Enable it in dbt.' : suggestName(name, this.names) },
    )
  }
}

function valuesOf(section: unknown): readonly RawNode[] {
  return typeof section === 'object' && section !== null
    ? (Object.values(section) as RawNode[])
    : []
}

function namesOf({ name, package_name: packageName, version }: RawNode): readonly string[] {
  const bare = [name, `${packageName}.${name}`]
  const hasVersion = version !== undefined && version !== null
  return hasVersion ? [...bare, ...bare.map((one) => `${one}.v${version}`)] : bare
}

/** Without a version, the latest is meant: as dbt's own `ref` takes it. */
function isMeant({ version, latest_version: latest }: RawNode, name: string): boolean {
  if (version === undefined || version === null) return true
  return name.endsWith(`.v${version}`) || String(version) === String(latest)
}

function severalPackages(name: string, found: readonly RawNode[]): RevError {
  const full = found.map((node) => `${node.package_name}.${node.name}`)
  return new RevError(
    'REV_CONFIG_REFERENCE',
    `Failed to find a model of dbt: several packages have a "${name}".`,
    { hint: `Write ${full.join(' or ')}.` },
  )
}
