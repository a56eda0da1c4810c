import type { Value } from '@revetl/sdk'
import type { RejectEntry, RunSummary, SyncStatus } from './reports.ts'

/** Which rejected records are meant: all of a sync, or these keys. */
export interface RejectSelection {
  readonly sync: string
  /** Canonical keys, column by column; undefined for all. */
  readonly keys?: readonly (readonly Value[])[]
}

/**
 * What an operator sees and decides between runs. It knows the ledger alone: no connector, no data. Every method may
 * throw a `RevError`.
 */
export interface Desk extends AsyncDisposable {
  status(): Promise<readonly SyncStatus[]>
  runs(options: {
    readonly sync?: string
    readonly runsMax: number
  }): Promise<readonly RunSummary[]>
  rejects(options: {
    readonly sync?: string
    readonly rowsMax: number
  }): Promise<readonly RejectEntry[]>
  /** Lets the next run try these records at once. @returns how many. */
  retryRejects(selection: RejectSelection): Promise<number>
  /** Stops trying these records until they change. @returns how many. */
  skipRejects(selection: RejectSelection): Promise<number>
  /** Settles held records: `delivered` takes them as accepted, `resend` sends them again. @returns how many. */
  resolveHeld(selection: RejectSelection & { readonly as: 'delivered' | 'resend' }): Promise<number>
}
