import type { Context, HttpResponse } from '@revetl/sdk'
import type { Config } from './config.ts'

type Ctx = Context<Config>

/** Which rows of a table are asked for. */
export interface RowsRequest {
  readonly table: string
  readonly columns: readonly string[]
  /** 1 to 1000 rows a page: https://api.template.example.com/docs/rows (read 2026-11-22) */
  readonly limit: number
  /** From the page before; the pages of one chain of cursors show the table as it was at the first. */
  readonly cursor?: string | undefined
}

const url = ({ config }: Ctx, ...path: readonly string[]): string =>
  new URL(`/v1/${path.map(encodeURIComponent).join('/')}`, config.baseUrl).href

/** The account of the key. https://api.template.example.com/docs/account (read 2026-11-22) */
export function readAccount(ctx: Ctx): Promise<HttpResponse> {
  return ctx.http.get(url(ctx, 'account'))
}

/** A page of tables with their columns. https://api.template.example.com/docs/tables#list (read 2026-11-22) */
export function listTables(ctx: Ctx, cursor: string | undefined): Promise<HttpResponse> {
  return ctx.http.get(url(ctx, 'tables'), { query: { cursor } })
}

/** One table with its columns. https://api.template.example.com/docs/tables#get (read 2026-11-22) */
export function readTable(ctx: Ctx, table: string): Promise<HttpResponse> {
  return ctx.http.get(url(ctx, 'tables', table))
}

/** A page of rows. https://api.template.example.com/docs/rows (read 2026-11-22) */
export function readRows(
  ctx: Ctx,
  { table, columns, ...query }: RowsRequest,
): Promise<HttpResponse> {
  return ctx.http.get(url(ctx, 'tables', table, 'rows'), {
    query: { ...query, columns: columns.join(',') },
  })
}
