import { RevError } from '../errors.ts'
import type { Column } from '../model.ts'
import type { PushdownModel, PushdownRequest } from '../pushdown.ts'

/** One column of a model as a dialect sees it. */
export interface ModelColumn<Type> {
  readonly column: Column
  /** How the model's FROM item names it. */
  readonly reference: string
  /** What the database says of its type. */
  readonly type: Type
}

/** The expressions of a dialect. */
export interface ModelExpressions<Type> {
  /** A key, equal exactly where two are one; in the dialect's type for it. */
  readonly key: (column: ModelColumn<Type>) => string
  /** The text that a read gives. */
  readonly text: (column: ModelColumn<Type>) => string
  /** 128 bits over a salt, which is hexadecimal digits, and columns. */
  readonly print: (salt: string, columns: readonly ModelColumn<Type>[]) => string
  /** Why a read would stop at a value, NULL where it would not; undefined where it never does. */
  readonly refusal?: (column: ModelColumn<Type>, isKey: boolean) => string | undefined
}

/**
 * What a host wants to know of a model, put together from a FROM item, its columns and the expressions of a dialect.
 * @throws `REV_MODEL_COLUMN` for a column that the model does not have
 */
export function pushdownModel<Type>(
  request: PushdownRequest,
  { from, columns }: { readonly from: string; readonly columns: readonly ModelColumn<Type>[] },
  expressions: ModelExpressions<Type>,
): PushdownModel {
  const used = request.columns.map((name) => findColumn(columns, name))
  const keys = request.keys.map((name) => findColumn(columns, name))
  const refusals = [...new Set([...used, ...keys])].flatMap(
    (one) => expressions.refusal?.(one, keys.includes(one)) ?? [],
  )
  const [first, ...others] = refusals
  const refusal = others.length === 0 ? first : `coalesce(${refusals.join(', ')})`
  return {
    from,
    names: [...new Set([...used, ...keys].map(({ reference }) => reference))],
    columns: used.map(({ column }) => column),
    keys: keys.map(expressions.key),
    texts: used.map(expressions.text),
    print: expressions.print(request.salt, used),
    ...(refusal === undefined ? {} : { refusal }),
  }
}

function findColumn<Type>(columns: readonly ModelColumn<Type>[], name: string): ModelColumn<Type> {
  const isNamed = (other: string) => other.toLowerCase() === name.toLowerCase()
  const found =
    columns.find(({ column }) => column.name === name) ??
    columns.find(({ column }) => isNamed(column.name))
  if (found !== undefined) return found
  throw new RevError('REV_MODEL_COLUMN', `Failed to read the model: it has no column ${name}.`)
}

/** The error of a scratch schema that cannot be used. */
export function scratchRefused(
  schema: string,
  { why, grant, cause }: { readonly why: string; readonly grant: string; readonly cause?: unknown },
): RevError {
  return new RevError('REV_AUTH_SCOPE', `Failed to use the scratch schema ${schema}: ${why}.`, {
    cause,
    hint: `${grant}; \`diff: local\` without a \`run_log\` needs to read only.`,
  })
}
