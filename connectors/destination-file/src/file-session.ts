import type { Change, Outcome } from '@revetl/sdk'

/** A file being written; nobody sees it before the commit. */
export interface FileSession {
  /** Takes all of the changes that can be written, or throws and has taken none. */
  write(changes: readonly Change[]): Promise<readonly Outcome[]>
  commit(): Promise<void>
  /** Closes what is open; the files are taken back by `takeBack`. */
  close(): Promise<void>
}
