import type { Context, DuckdbQuery, ReadRequest } from '@revetl/sdk'
import { attachmentsOf, mainDatabase, type AttachedFile } from './attach/attachments.ts'
import { bindModel } from './bind-model.ts'
import { stagedSql } from './canonical-sql.ts'
import type { DuckdbConfig } from './config.ts'
import { needsExtensions } from './extensions/load-extensions.ts'
import { projectSql } from './project-sql.ts'
import { openSession } from './session.ts'

/**
 * The statement by which another DuckDB reads a model. None for a source that needs extensions: they run in the process
 * of the connector alone, whose DuckDB they are built for, and passwords stay there with them.
 */
export async function duckdbQuery(
  request: ReadRequest,
  ctx: Context<DuckdbConfig>,
): Promise<DuckdbQuery | undefined> {
  if (needsExtensions(ctx)) return undefined
  using session = await openSession(ctx)
  const bound = await bindModel(session.connection, request, ctx)
  const main = mainDatabase(ctx)
  return {
    attach: attachmentsOf(ctx).flatMap(attachedFile),
    ...(main === undefined ? {} : { defaultDatabase: main.alias }),
    fileSearchPath: request.projectPath,
    sql: projectSql(bound, stagedSql),
  }
}

function attachedFile({ path, alias }: Partial<AttachedFile>): readonly AttachedFile[] {
  return path === undefined || alias === undefined ? [] : [{ path, alias }]
}
