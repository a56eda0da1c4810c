import { RevError, type Context, type PushdownModel, type PushdownRequest } from '@revetl/sdk'
import type { TypeFacts } from '../column-types.ts'
import type { PostgresConfig } from '../config.ts'
import { openSession } from '../connect.ts'
import type { ModelShape } from '../model-shape.ts'
import { shapeOrStop } from '../read-model.ts'
import { canonicalSql, keySql, printSql } from './canonical-sql.ts'

/** A model as SQL of Postgres, without running it. @throws `REV_MODEL_*` with the position in the SQL */
export async function pushdownModel(
  request: PushdownRequest,
  ctx: Context<PostgresConfig>,
): Promise<PushdownModel> {
  await using session = await openSession(ctx.config, ctx.signal)
  const shape = await shapeOrStop(session, request, ctx.signal)
  const used = request.columns.map((name) => findColumn(shape, name))
  const keys = request.keys.map((name) => findColumn(shape, name))
  return {
    from: shape.from,
    names: [...new Set([...used, ...keys].map(({ reference }) => reference))],
    columns: used.map(({ column }) => column),
    keys: keys.map(({ type, reference }) => keySql(type, reference)),
    texts: used.map(({ type, reference }) => canonicalSql(type, reference)),
    print: printSql(
      request.salt,
      used.map(({ type }) => type),
      used.map(({ reference }) => reference),
    ),
  }
}

function findColumn({ columns, types, names }: ModelShape, name: string) {
  const isNamed = (other: string) => other.toLowerCase() === name.toLowerCase()
  const exact = columns.findIndex((column) => column.name === name)
  const index = exact < 0 ? columns.findIndex((column) => isNamed(column.name)) : exact
  const column = columns[index]
  if (column !== undefined) {
    return { column, type: types[index] as TypeFacts, reference: names[index] ?? '' }
  }
  throw new RevError('REV_MODEL_COLUMN', `The model has no column ${name}.`)
}
