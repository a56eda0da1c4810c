import type { Connection } from '@revetl/core'
import type { Source } from '@revetl/sdk'

/** A database with a relation `things (id, name, updated_at)`. */
export interface CursorDatabase extends AsyncDisposable {
  readonly config: Connection['config']
  run(...statements: string[]): Promise<void>
}

/** A row of `things`. */
export interface Thing {
  readonly id: string
  readonly name: string
  /** `2026-01-01 04:50:00`, in UTC; null for none. */
  readonly at: string | null
}

/** A kind of database whose models can be read by a cursor. */
export interface CursorEngine {
  readonly name: string
  readonly source: Source
  /** Opens a database of its own, for the tests that `define` declares. */
  readonly describe: (
    name: string,
    define: (open: () => Promise<CursorDatabase>) => void,
  ) => Promise<void>
  /** The type of `updated_at` in most tests. */
  readonly timeType: string
  /** Every type by which a model can be read; what stands for a day only is said. */
  readonly timeTypes: readonly { readonly type: string; readonly isDate?: boolean }[]
  readonly textType: string
  /** Quotes a name; default `"`. */
  readonly quote?: '"' | '`'
  /** A type of whole numbers, in a cast; default: `integer`. */
  readonly integerType?: string
  /** Makes a table; default: `create table {name} ({columns})`. */
  readonly createTable?: string
  /** Statements that make `things` of some rows; default: a table that is dropped, made and filled. */
  readonly thingsOf?: (things: readonly Thing[], timeType: string) => readonly string[]
}

/** How a view of literals is written. */
interface ViewOptions {
  readonly text: string
  readonly time: string
  readonly quote?: string
  /** A quote inside a text; default: two of them. */
  readonly quoteInText?: string
  /** What follows a time; default: nothing. */
  readonly zone?: string
}

/** Statements that make `things` a view of literals, where tables are not easily made anew. */
export function viewOf(
  things: readonly Thing[],
  { text, time, quote = '', quoteInText = "''", zone = '' }: ViewOptions,
): readonly string[] {
  const moment = (at: string): string => (time === 'date' ? at.slice(0, 10) : `${at}${zone}`)
  const select = ({ id, name, at }: Thing): string => {
    const cells = [
      [id, text, 'id'],
      [name, text, 'name'],
      [at === null ? null : moment(at), time, 'updated_at'],
    ].map(([value, type, column]) => {
      const literal = value === null ? 'null' : `'${value?.replaceAll("'", quoteInText)}'`
      return `cast(${literal} as ${type}) as ${quote}${column}${quote}`
    })
    return `select ${cells.join(', ')}`
  }
  const none = `select * from (${select({ id: '', name: '', at: null })}) as t where 1 = 0`
  const rows = things.length === 0 ? none : things.map(select).join(' union all ')
  return ['drop view if exists things', `create view things as ${rows}`]
}
