import type { FilePlace } from '@revetl/sdk'
import type { Model } from '../../model.ts'

/** Where a character of a model's own SQL stands in its file. */
export function sqlPlace(
  { place, sqlLine }: Pick<Model, 'place' | 'sqlLine'>,
  sql: string,
  offset: number,
): FilePlace {
  const before = sql.slice(0, offset).split('\n')
  // YAML strips an indentation that the SQL does not tell any more.
  const isExact = place.file.endsWith('.sql')
  return {
    file: place.file,
    line: sqlLine + before.length - 1,
    column: isExact ? (before.at(-1)?.length ?? 0) + 1 : 1,
  }
}
