import { fdatasync, fsync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { errorMessage, RevError } from '@revetl/sdk'

/** Makes what was written to an open file durable. */
export type SyncFile = (file: number) => Promise<void>

const syncData = promisify(fdatasync)
const syncAll = promisify(fsync)

/**
 * The write-ahead log of a SQLite file. SQLite commits to it without waiting for the disk; whoever needs the commit to
 * be durable waits here, off the thread that runs JavaScript, and all who wait share one call.
 */
export class LogFile implements AsyncDisposable {
  readonly #path: string
  readonly #syncFile: SyncFile
  #file: FileHandle | undefined
  #running: Promise<void> = Promise.resolve()
  #next: Promise<void> | undefined
  #failure: RevError | undefined

  /** @param path of the database; its log lies beside it. */
  constructor(path: string, syncFile: SyncFile = syncData) {
    this.#path = path
    this.#syncFile = syncFile
  }

  /** Resolves when everything that was committed before the call is durable. @throws `REV_STATE_WRITE` */
  async flush(): Promise<void> {
    this.assertWhole()
    this.#next ??= this.#flushAfter(this.#running)
    await this.#next
  }

  /** After a failed sync nobody knows what the disk has: trying again would only look as if it had worked. */
  assertWhole(): void {
    if (this.#failure) throw this.#failure
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running
    await this.#file?.close()
  }

  async #flushAfter(before: Promise<void>): Promise<void> {
    await before
    // One turn of the event loop lets every commit that is about to be made join.
    await new Promise((resolve) => setImmediate(resolve))
    this.#next = undefined
    const flushed = this.#sync()
    this.#running = flushed
      .catch(() => 'everybody who waited for it was told')
      .then(() => undefined)
    await flushed
  }

  async #sync(): Promise<void> {
    try {
      const file = this.#file ?? (await this.#open())
      await this.#syncFile(file.fd)
    } catch (error) {
      this.#failure = new RevError(
        'REV_STATE_WRITE',
        `Failed to make ${this.#path} durable: ${errorMessage(error)}.`,
        { cause: error, hint: 'See whether the disk is full or failing, then run again.' },
      )
      throw this.#failure
    }
  }

  async #open(): Promise<FileHandle> {
    this.#file = await open(`${this.#path}-wal`, 'r+')
    // The log is a new file: its name has to be durable as well.
    await using folder = await open(dirname(this.#path), 'r')
    await syncAll(folder.fd)
    return this.#file
  }
}
