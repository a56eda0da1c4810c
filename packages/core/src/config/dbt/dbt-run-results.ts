import { z } from 'zod'
import type { DbtResult, DbtRunResults } from '../../project.ts'
import type { ProjectFiles } from '../project-files.ts'
import { readArtifact } from './dbt-artifact.ts'

const result = z.object({
  unique_id: z.string(),
  status: z.string(),
  failures: z.number().nullish(),
  message: z.string().nullish(),
})

/**
 * What the last command of dbt did; undefined where there is no such file.
 * @throws `REV_DBT_ARTIFACT`
 */
export async function readRunResults(
  folder: string,
  files: ProjectFiles,
): Promise<DbtRunResults | undefined> {
  const artifact = await readArtifact('run-results', folder, files)
  if (artifact === undefined) return undefined
  const { which } = (artifact['args'] ?? {}) as Readonly<Record<string, unknown>>
  const entries = Array.isArray(artifact['results']) ? (artifact['results'] as unknown[]) : []
  const read = entries
    .map((entry) => result.safeParse(entry).data)
    .filter((one) => one !== undefined)
  return {
    command: typeof which === 'string' ? which : undefined,
    generatedAtMs: artifact.metadata.generatedAtMs,
    invocationId: artifact.metadata.invocationId,
    results: new Map(read.map((one) => [one.unique_id, resultOf(one)])),
  }
}

function resultOf({ status, failures, message }: z.infer<typeof result>): DbtResult {
  return { status, failures: failures ?? undefined, message: message ?? undefined }
}
