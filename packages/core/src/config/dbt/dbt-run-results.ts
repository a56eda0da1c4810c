import { RevError } from '@revetl/sdk'
import { z } from 'zod'
import type { DbtResult, DbtRunResults } from '../../model.ts'
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
  const read = z.array(result).safeParse(artifact['results'])
  if (!read.success) throw notAsExpected(folder, read.error)
  return {
    command: typeof which === 'string' ? which : undefined,
    generatedAtMs: artifact.metadata.generatedAtMs,
    invocationId: artifact.metadata.invocationId,
    results: new Map(read.data.map((one) => [one.unique_id, resultOf(one)])),
  }
}

/** A result that cannot be understood would seem to be one that is not there. */
function notAsExpected(folder: string, { issues: [issue] }: z.ZodError): RevError {
  const where = ['results', ...(issue?.path ?? [])].join('.')
  return new RevError(
    'REV_DBT_ARTIFACT',
    `Failed to read ${folder}/run_results.json: ${where} is not as expected: ${issue?.message}.`,
    { hint: 'Run `dbt build` again, with a dbt that rev reads: docs/dbt.md has the versions.' },
  )
}

function resultOf({ status, failures, message }: z.infer<typeof result>): DbtResult {
  return { status, failures: failures ?? undefined, message: message ?? undefined }
}
