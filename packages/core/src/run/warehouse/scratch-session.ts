import { createHash } from 'node:crypto'
import { isRevError, RevError, type ModelRead } from '@revetl/sdk'
import { chunkColumns } from '@revetl/sdk/host'
import { dropTableSql, type Scratch } from '@revetl/sdk/sql'
import type { OpenPushdown, OpenSource } from '../../open-connections.ts'
import type { Sync } from '../../project.ts'
import { formOf, type StagedForm } from '../../read/stage.ts'
import type { EngineServices } from '../run-scope.ts'

/** The cache in which the tables of each sync are listed; no connection can have this name. */
const listScope = '#scratch'

interface TableList {
  /** In the name of every table of the sync's, so that two projects can share a schema. */
  readonly token: string
  /** Every table that may be there. */
  readonly tables: readonly string[]
  /** The one with the fingerprints of rows that do not meet the filter. */
  readonly filtered?: string
}

interface SessionParts {
  readonly services: Pick<EngineServices, 'ledger' | 'newId' | 'project'>
  readonly sync: Sync
  readonly source: OpenSource
  readonly pushdown: OpenPushdown
  readonly schema: string
  readonly signal: AbortSignal
}

/** The scratch tables of one sync in the database of its source. */
export class ScratchSession {
  readonly scratch: Scratch
  readonly pushdown: OpenPushdown
  #signal: AbortSignal
  readonly #parts: SessionParts
  readonly #isListed: boolean
  #list: TableList

  private constructor(parts: SessionParts, list: TableList, isListed = true) {
    this.#parts = parts
    this.#list = list
    this.#isListed = isListed
    this.pushdown = parts.pushdown
    this.#signal = parts.signal
    this.scratch = { dialect: parts.pushdown.dialect, schema: parts.schema }
  }

  static async open(parts: SessionParts): Promise<ScratchSession> {
    const { services, sync } = parts
    const found = (await services.ledger.cacheGet(listScope, [sync.name])).get(sync.name)
    if (found !== undefined) return new ScratchSession(parts, JSON.parse(found) as TableList)
    const random = `${services.newId()} ${sync.name}`
    const token = createHash('sha256').update(random).digest('hex').slice(0, 12)
    const session = new ScratchSession(parts, { token, tables: [] })
    await session.#save([])
    return session
  }

  /** What stops the statements that are under way. */
  get signal(): AbortSignal {
    return this.#signal
  }

  /** From here on statements go on although the run is stopped: what was delivered is to be remembered. */
  outliveRun(): void {
    this.#signal = new AbortController().signal
  }

  /** The same with a list of its own, which nobody keeps: a plan holds no lease. */
  unlisted(): ScratchSession {
    return new ScratchSession(this.#parts, { ...this.#list, tables: [] }, false)
  }

  /** A name for a table of this sync's, listed before it is made, so that one that is left is found. */
  async name(
    kind: 'stage' | 'prints' | 'filtered' | 'upload' | 'state' | 'merged',
    of: string,
  ): Promise<string> {
    const name = `${kind}_${this.#list.token}_${of}`
    if (!this.#list.tables.includes(name)) await this.#save([...this.#list.tables, name])
    return name
  }

  /**
   * The table with the fingerprints of rows that are known not to meet the filter. It only saves their transfer, so that
   * it need not be there; what is in it stays true, since another filter makes other fingerprints.
   */
  get filtered(): string | undefined {
    return this.#list.filtered
  }

  /** Keeps another table with the fingerprints of rows that do not meet the filter, or none. */
  async keepFiltered(name: string | undefined): Promise<void> {
    const { filtered: _former, ...list } = this.#list
    this.#list = name === undefined ? list : { ...list, filtered: name }
    await this.#save(list.tables)
  }

  /** Drops every listed table of the sync's, and those that are known to have been, but these and the one of the filter. */
  async dropOthers(kept: readonly string[], known: readonly string[] = []): Promise<void> {
    const all = new Set([...this.#list.tables, ...known])
    await this.drop([...all].filter((name) => name !== this.filtered && !kept.includes(name)))
  }

  /** Drops tables, whether they are there or not, and even when the run is stopped. */
  async drop(names: readonly string[]): Promise<void> {
    if (names.length === 0) return
    const statements = names.map((name) => dropTableSql(this.scratch, name))
    await this.pushdown.execute(statements, new AbortController().signal)
    await this.#save(this.#list.tables.filter((name) => !names.includes(name)))
  }

  /** How the local engine would have the columns of the source's models. */
  get stagedForm(): StagedForm {
    return formOf(this.#parts.source)
  }

  readonly execute = async (statements: readonly string[]): Promise<void> => {
    try {
      await this.pushdown.execute(statements, this.#signal)
    } catch (error) {
      throw this.#explained(error)
    }
  }

  async read(sql: string): Promise<ModelRead> {
    const { source, services } = this.#parts
    const model = { kind: 'sql', sql } as const
    try {
      return await source.read({ model, projectPath: services.project.path }, this.#signal)
    } catch (error) {
      throw this.#explained(error)
    }
  }

  /** All rows of a small result. @throws `REV_READ_INCOMPLETE` */
  async rows(sql: string): Promise<readonly (readonly (string | null)[])[]> {
    const read = await this.read(sql)
    const rows: (string | null)[][] = []
    for (;;) {
      const next = await read.chunks.next()
      if (next.done === true) {
        if (next.value?.rows === rows.length) return rows
        throw new RevError('REV_READ_INCOMPLETE', 'Failed to read a table of rev: it ended early.')
      }
      const { rowCount } = next.value
      const columns = chunkColumns(next.value, read.columns.length)
      for (let row = 0; row < rowCount; row++)
        rows.push(columns.map((column) => column[row] ?? null))
    }
  }

  readonly count = async (sql: string): Promise<number> => {
    const [row] = await this.rows(sql)
    return Number(row?.[0] ?? 0)
  }

  async #save(tables: readonly string[]): Promise<void> {
    const { services, sync } = this.#parts
    this.#list = { ...this.#list, tables }
    if (!this.#isListed) return
    await services.ledger.cacheSet(listScope, new Map([[sync.name, JSON.stringify(this.#list)]]))
  }

  /** A statement that misses a table of the snapshot: lost state is never taken for a first run. */
  #explained(error: unknown): unknown {
    const isLost =
      isRevError(error) &&
      error.code === 'REV_MODEL_NOT_FOUND' &&
      ['state', 'merged'].some((kind) => error.message.includes(`${kind}_${this.#list.token}`))
    if (!isLost) return error
    const { sync, schema } = this.#parts
    return new RevError(
      'REV_STATE_MISSING',
      `Failed to use the state of ${sync.name} in the schema ${schema}: a table of it is gone (${error.message})`,
      {
        cause: error,
        hint: `Restore the table from a backup, or run \`rev reset ${sync.name}\` to deliver everything again.`,
      },
    )
  }
}
