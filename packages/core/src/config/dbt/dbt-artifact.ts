import { errorMessage, RevError } from '@revetl/sdk'
import type { ProjectFiles } from '../project-files.ts'

/** One of dbt's JSON files, as far as its first level. */
export type DbtArtifact = Readonly<Record<string, unknown>> & {
  readonly metadata: ArtifactMetadata
}

/** Which invocation of dbt wrote a file, and when. */
export interface ArtifactMetadata {
  readonly generatedAtMs: number
  readonly invocationId: string | undefined
  readonly dbtVersion: string | undefined
}

// Which versions belong to which dbt: https://docs.getdbt.com/reference/artifacts/dbt-artifacts (read 2026-11-27)
const artifacts = {
  manifest: { file: 'manifest.json', versions: [10, 11, 12], writtenBy: '`dbt build`' },
  catalog: { file: 'catalog.json', versions: [1], writtenBy: '`dbt docs generate`' },
  'run-results': { file: 'run_results.json', versions: [4, 5, 6], writtenBy: '`dbt build`' },
} as const

// A manifest of some ten thousand models has about a hundred megabytes.
const artifactBytesMax = 512 * 1024 * 1024

/**
 * Reads a file of dbt's target folder; undefined where there is none.
 * @param folder absolute
 * @throws `REV_DBT_ARTIFACT` for what is no such file, or one of a version that is not known.
 */
export async function readArtifact(
  kind: keyof typeof artifacts,
  folder: string,
  files: ProjectFiles,
): Promise<DbtArtifact | undefined> {
  const path = `${folder}/${artifacts[kind].file}`
  const text = await readText(path, files)
  if (text === undefined) return undefined
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch (error) {
    throw unreadable(path, `it is no JSON: ${errorMessage(error)}`, kind)
  }
  if (typeof content !== 'object' || content === null)
    throw unreadable(path, 'it is no object', kind)
  const { metadata, ...rest } = content as Readonly<Record<string, unknown>>
  return { ...rest, metadata: checkMetadata(kind, path, metadata) }
}

async function readText(path: string, files: ProjectFiles): Promise<string | undefined> {
  try {
    const info = await files.info(path)
    if (info === undefined) return undefined
    if (info.kind === 'file' && info.bytes <= artifactBytesMax) return await files.readText(path)
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? errorMessage(error)
    throw new RevError('REV_DBT_ARTIFACT', `Failed to read ${path}: ${reason}.`, { cause: error })
  }
  throw new RevError(
    'REV_DBT_ARTIFACT',
    `Failed to read ${path}: it is no file, or beyond 512 MiB.`,
  )
}

function checkMetadata(
  kind: keyof typeof artifacts,
  path: string,
  metadata: unknown,
): ArtifactMetadata {
  const { dbt_schema_version: schema, ...rest } = (metadata ?? {}) as Record<string, unknown>
  const [, found, digits] = /\/dbt\/([a-z-]+)\/v(\d+)\.json$/.exec(String(schema)) ?? []
  if (found !== kind) throw unreadable(path, `its dbt_schema_version is ${String(schema)}`, kind)
  refuseVersion(kind, path, Number(digits), rest['dbt_version'])
  const generatedAtMs = Date.parse(String(rest['generated_at']))
  if (Number.isNaN(generatedAtMs)) throw unreadable(path, 'it does not say when it was made', kind)
  return {
    generatedAtMs,
    invocationId: textOf(rest['invocation_id']),
    dbtVersion: textOf(rest['dbt_version']),
  }
}

function refuseVersion(
  kind: keyof typeof artifacts,
  path: string,
  version: number,
  dbtVersion: unknown,
): void {
  const { versions } = artifacts[kind]
  if ((versions as readonly number[]).includes(version)) return
  const [oldest, newest] = [versions[0], versions.at(-1) ?? 0]
  const isOld = version < oldest
  const by = typeof dbtVersion === 'string' ? ` (dbt ${dbtVersion})` : ''
  const range = oldest === newest ? `v${oldest}` : `v${oldest} to v${newest}`
  throw new RevError(
    'REV_DBT_ARTIFACT',
    `Failed to read ${path}: its version is too ${isOld ? 'old' : 'new'}. Expected ${range}, got v${version}${by}.`,
    {
      hint: isOld
        ? 'Build the project with dbt 1.6 or newer.'
        : 'Update rev, or build the project with a dbt 1 that writes an older version.',
    },
  )
}

function unreadable(path: string, reason: string, kind: keyof typeof artifacts): RevError {
  const { file, writtenBy } = artifacts[kind]
  return new RevError('REV_DBT_ARTIFACT', `Failed to read ${path}: ${reason}.`, {
    hint: `Expected the ${file} that ${writtenBy} writes.`,
  })
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
