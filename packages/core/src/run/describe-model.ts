import { isRevError, RevError, type Column, type FilePlace } from '@revetl/sdk'
import type { OpenSource } from '../open-connections.ts'
import type { Model } from '../model.ts'
import type { Project, Sync } from '../project.ts'
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
export function atModel(error: unknown, model: Model): unknown {
  if (!isRevError(error) || !error.code.startsWith('REV_MODEL_')) return error
  if (error.place !== undefined && error.place.file !== '') return error
  return new RevError(error.code, error.message, {
    cause: error.cause,
    place: error.place ? placeOf(error.place, model) : model.place,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  })
}

function placeOf({ line, column }: FilePlace, { place, sqlLine, sqlParts = [] }: Model): FilePlace {
  const own = { fromLine: 1, file: place.file, line: sqlLine }
  const part = sqlParts.findLast(({ fromLine }) => fromLine <= line) ?? own
  return { file: part.file, line: part.line + line - part.fromLine, column }
}
