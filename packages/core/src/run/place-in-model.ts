import { isRevError, RevError } from '@revetl/sdk'
import type { Model } from '../project.ts'

/** What a source says of a model, at its place in the model's file; anything else as it is. */
export function placeInModel(error: unknown, model: Model): unknown {
  if (!isRevError(error) || !error.code.startsWith('REV_MODEL_')) return error
  const { code, message, cause, hint, others, place } = error
  // A source knows the SQL and not its file.
  if (place !== undefined && place.file !== '') return error
  return new RevError(code, message, {
    cause,
    others,
    ...(hint === undefined ? {} : { hint }),
    place:
      place === undefined
        ? { ...model.place, line: Math.max(model.place.line, model.sqlLine) }
        : { ...place, file: model.place.file, line: model.sqlLine + place.line - 1 },
  })
}
