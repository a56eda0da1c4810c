import type { Connection } from '@revetl/core'
import type { Source } from '@revetl/sdk'

/** A column type with literals that are close to each other. */
export interface ColumnKind {
  readonly type: string
  readonly literals: readonly string[]
  /** Whether its values have a text that a mapping can use. */
  readonly hasText: boolean
  /** A filter that only some of the literals meet, after the name of the column; default: `is not null`. */
  readonly isMet?: string
}

/** A key type with the literal of the n-th key. */
export interface KeyKind {
  readonly type: string
  readonly literal: (n: number) => string
}

/** A database with the source on it. */
export interface EngineDatabase extends AsyncDisposable {
  readonly config: Connection['config']
  run(...statements: string[]): Promise<void>
  /** Its scratch schema: no other test has the same, also where a schema is a database of the server. */
  readonly schema: string
  /** How a statement names a table of the scratch schema. */
  readonly scratchName: (table: string) => string
  /** How a statement names a table of the log of runs there. */
  readonly logName: (table: 'runs' | 'changes') => string
  /** The names of what lies in the scratch schema. */
  scratchTables(): Promise<readonly string[]>
  /** Rows of a statement over the scratch schema, every value as text. */
  rows(sql: string): Promise<readonly (readonly (string | null)[])[]>
  /** The same database for a user who may read and not make tables; undefined where there are no users. */
  readonly reader?: () => Promise<Connection['config']>
}

/** A kind of database that compares by itself, as the suite of all of them needs it. */
export interface Engine {
  readonly name: string
  readonly source: Source
  /** The package that the source comes from. */
  readonly packageName: string
  /** Opens a database of its own, for the tests that `define` declares. */
  readonly describe: (
    name: string,
    define: (open: () => Promise<EngineDatabase>) => void,
  ) => Promise<void>
  readonly columnKinds: readonly ColumnKind[]
  readonly keyKinds: readonly KeyKind[]
  readonly textType: string
  readonly quote: '"' | '`'
  /** Whether each statement takes so long that one random model, one kind of state and few rounds have to do. */
  readonly isSlow?: boolean
  /** How a text is written; default: quotes in it are doubled. */
  readonly textLiteral?: (text: string) => string
  /** Makes a table; default: `create table {name} ({columns})`. */
  readonly createTable?: string
  /** SQL of a text that is another one in each row and each time; undefined where there is none. */
  readonly random?: string
  /** Statements that give the column `note` of `things` another type, and that drop it. */
  readonly retypeNote: readonly string[]
  readonly dropNote: readonly string[]
}

/** A schema of a database, named as statements name it. */
export function scratchSchema(
  schema: string,
  quote: '"' | '`',
): Pick<EngineDatabase, 'schema' | 'scratchName' | 'logName'> {
  const scratchName = (table: string) => `${schema}.${quote}${table}${quote}`
  return { schema, scratchName, logName: (table) => `${schema}.${table}` }
}

/** A value of a driver as text. */
export function textOfValue(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return typeof value === 'string'
    ? value
    : JSON.stringify(value, (_key, part) =>
        typeof part === 'bigint' ? Number(part) : (part as unknown),
      )
}

/** Literals of texts that are close to each other; one has the escapes of the database. */
export function textLiterals(escapes: string): readonly string[] {
  const plain = ["'a'", "'A'", "'a '", "''", "' '", "'é'", "'e\u0301'", "'\u001f'"]
  return [...plain, escapes, "'\"'", "'null'", 'null']
}

/** Texts of which two in a row differ by case alone. */
export function textOfCase(n: number): string {
  return `'${n % 2 === 0 ? 'k' : 'K'}${Math.floor(n / 2)}'`
}
