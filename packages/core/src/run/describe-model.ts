import { isRevError, RevError, type Column } from '@revetl/sdk'
import type { OpenSource } from '../open-connections.ts'
import type { Model, Project, Sync } from '../project.ts'
import { readRequest } from './prepare-sync.ts'

/** The columns of a sync's model. @throws `REV_MODEL_…` at the model's file. */
export async function describeColumns(
  project: Project,
  sync: Pick<Sync, 'model'>,
  source: OpenSource,
  signal: AbortSignal,
): Promise<readonly Column[]> {
  try {
    return await source.describe(readRequest(project, sync), signal)
  } catch (error) {
    throw atModel(error, sync.model)
  }
}

/** An error about a model's SQL with the place in its file: a source knows only the SQL, as a file without a name. */
export function atModel(error: unknown, { place, sqlLine }: Model): unknown {
  if (!isRevError(error) || !error.code.startsWith('REV_MODEL_')) return error
  if (error.place !== undefined && error.place.file !== '') return error
  return new RevError(error.code, error.message, {
    cause: error.cause,
    place: error.place
      ? { file: place.file, line: sqlLine + error.place.line - 1, column: error.place.column }
      : place,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  })
}
