import type { Context, PushdownModel, PushdownRequest } from '@revetl/sdk'
import { pushdownModel, type ModelColumn } from '@revetl/sdk/sql'
import type { TypeFacts } from '../column-types.ts'
import type { MysqlConfig } from '../config.ts'
import { openSession } from '../connect.ts'
import { shapeOrStop } from '../read-model.ts'
import { typeFacts } from '../wire-column.ts'
import { keySql, printSql, refusalSql } from './compared-sql.ts'
import { mysqlDialect } from './dialect.ts'
import { textSql } from './text-sql.ts'

/** A model as SQL of MariaDB and MySQL, without running it. @throws `REV_MODEL_*` with the place in the SQL */
export async function modelAsSql(
  request: PushdownRequest,
  ctx: Context<MysqlConfig>,
): Promise<PushdownModel> {
  await using session = await openSession(ctx.config, ctx.signal)
  const { sql, columns, wire } = await shapeOrStop(session, request, ctx)
  const described = wire.flatMap((field, index): ModelColumn<TypeFacts>[] => {
    const column = columns[index]
    return column ? [{ column, type: typeFacts(field), reference: `c${index + 1}` }] : []
  })
  const { config } = ctx
  return pushdownModel(
    request,
    { from: fromItem(sql, described, session.isMariadb), columns: described },
    {
      key: (column) => keySql(column, config),
      text: (column) => textSql(column, config),
      print: printSql,
      refusal: refusalSql,
    },
  )
}

/** The names of the model's columns stay out of the statement: they may be anything, twice even. */
function fromItem(
  sql: string,
  columns: readonly ModelColumn<TypeFacts>[],
  isMariadb: boolean,
): string {
  const names = columns.map(({ reference }) => reference).join(', ')
  // MariaDB merges no subquery whose columns are others each time; of MySQL that is not known.
  const fence = isMariadb ? '' : ` ${mysqlDialect.fence}`
  return `(with m(${names}) as (\n${sql}\n) select ${names} from m${fence}) as m`
}
