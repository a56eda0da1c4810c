import type { Connection } from '@revetl/core'
import type { Source } from '@revetl/sdk'

/** A database with a table `things (id, name, updated_at)`. */
export interface CursorDatabase extends AsyncDisposable {
  readonly config: Connection['config']
  run(...statements: string[]): Promise<void>
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
  readonly timeType: string
  readonly textType: string
}
