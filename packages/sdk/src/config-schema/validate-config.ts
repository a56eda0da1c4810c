import { RevError } from '../errors.ts'
import type { StandardIssue, StandardSchema } from '../standard-schema.ts'

/** One thing that is wrong with a configuration, and where in it. */
export interface ConfigIssue {
  /** Property names and list positions from the top. */
  readonly path: readonly (string | number)[]
  readonly message: string
}

/** A checked configuration, or everything that is wrong with it. */
export type ConfigCheck<Config> =
  | { readonly config: Config; readonly issues?: undefined }
  | { readonly issues: readonly ConfigIssue[] }

/** Checks a configuration by its schema, from whichever library, without throwing. */
export async function checkConfig<Config>(
  schema: StandardSchema<unknown, Config>,
  value: unknown,
): Promise<ConfigCheck<Config>> {
  const result = await schema['~standard'].validate(value)
  return result.issues === undefined
    ? { config: result.value }
    : { issues: result.issues.map(toConfigIssue) }
}

/**
 * The configuration as its schema gives it: checked, with defaults.
 * @throws `REV_CONFIG_INVALID` at the first issue, with the rest in `others`; each message starts with its path.
 */
export async function validateConfig<Config>(
  schema: StandardSchema<unknown, Config>,
  value: unknown,
): Promise<Config> {
  const checked = await checkConfig(schema, value)
  if (checked.issues === undefined) return checked.config
  const [first = { path: [], message: 'no reason given' }, ...others] = checked.issues
  throw issueToError(
    first,
    others.map((issue) => issueToError(issue)),
  )
}

function toConfigIssue({ message, path = [] }: StandardIssue): ConfigIssue {
  const steps = path.map((step) => (typeof step === 'object' ? step.key : step))
  return { path: steps.map((step) => (typeof step === 'number' ? step : String(step))), message }
}

function issueToError({ path, message }: ConfigIssue, others: readonly RevError[] = []): RevError {
  const where = path.length === 0 ? 'the configuration' : path.join('.')
  return new RevError('REV_CONFIG_INVALID', `Failed to read ${where}: ${message}`, {
    hint: `Correct ${where}.`,
    others,
  })
}
