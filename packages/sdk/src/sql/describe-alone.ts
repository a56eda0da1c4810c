import { isRevError, RevError } from '../errors.ts'
import { notAQuery } from './model-text.ts'

/** What a server says of a statement that it has parsed and not run. */
interface Described<Field> {
  /** None or undefined where the statement returns no rows. */
  readonly fields: readonly Field[] | undefined
  readonly parameterCount: number
}

/** How a statement is described, and what its errors are. */
export interface DescribeAlone<Field> {
  readonly describe: () => Promise<Described<Field>>
  readonly toError: (error: unknown) => RevError
  /** What a parameter looks like, for the message. */
  readonly parameter: string
}

/**
 * The columns of a model that stands alone: by itself it must be one whole statement without parameters, so that
 * nothing of it can reach out of the one that is put around it.
 * @throws `REV_MODEL_SQL`, `REV_MODEL_NOT_A_QUERY`, and what `toError` makes of an error
 */
export async function describeAlone<Field>({
  describe,
  toError,
  parameter,
}: DescribeAlone<Field>): Promise<readonly Field[]> {
  const { fields, parameterCount } = await describe().catch((error: unknown) => {
    throw isRevError(error) ? error : toError(error)
  })
  if (!fields || fields.length === 0) throw notAQuery('it returns no columns')
  if (parameterCount === 0) return fields
  throw new RevError(
    'REV_MODEL_SQL',
    `Failed to read the model: it has parameters such as ${parameter}.`,
    { hint: 'A model takes no parameters; write the values into it.' },
  )
}
