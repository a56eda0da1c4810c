import { isRevError, type FilePlace } from '@revetl/sdk'
import type { Connection } from '../../connection.ts'
import type { Model } from '../../model.ts'
import type { Problems } from '../problems.ts'
import type { DbtProject } from './dbt-project.ts'

/** A model of dbt that a file names, and where. */
export interface DbtReference {
  readonly name: string
  readonly place: FilePlace
}

/** A model of dbt as one of the project; undefined where it added a problem. */
export async function readDbtModel(
  { name, place }: DbtReference,
  dbt: DbtProject,
  context: { readonly source: Connection | undefined; readonly problems: Problems },
): Promise<Model | undefined> {
  try {
    const { query, key, description, file, dbt: facts } = await dbt.find(name)
    const { source } = context
    if (source === undefined) return undefined
    return {
      name,
      source,
      query,
      key,
      place: { file, line: 1, column: 1 },
      sqlLine: 1,
      ...(description === undefined ? {} : { description }),
      dbt: facts,
    }
  } catch (error) {
    if (!isRevError(error)) throw error
    context.problems.addThrown(error, place)
    return undefined
  }
}
