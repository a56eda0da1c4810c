import type { Column } from '@revetl/sdk'
import type { LocalDatabase } from '../../local-database.ts'
import type { Snapshot } from '../../snapshot.ts'
import type { diffSync } from '../diff-sync.ts'
import type { compileSync, PreparedSync } from '../prepare-sync.ts'
import type { ScratchSession } from './scratch-session.ts'

/** What a comparison inside a warehouse is made from. */
export interface CompareOptions {
  readonly session: ScratchSession
  readonly prepared: PreparedSync
  /** All columns of the model. */
  readonly columns: readonly Column[]
  readonly variables: Parameters<typeof compileSync>[2]
  readonly database: LocalDatabase
  readonly snapshot: Snapshot | undefined
  readonly projectPath: string
  readonly rowsPath: string | undefined
  readonly rejects: Parameters<typeof diffSync>[0]['rejects']
  readonly isFull: boolean
  readonly now: number
  /** Run and epoch, or what else tells the tables of this comparison from others. */
  readonly name: string
  readonly onRows?: (rows: number) => void
}
