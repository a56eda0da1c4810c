import { constants, createReadStream } from 'node:fs'
import { chmod, copyFile, open, rm, stat, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { configError, ok, rejected, type Change, type Outcome, type SessionInfo } from '@revetl/sdk'
import { writeMark } from './commit-mark.ts'
import { replaceFile } from './durable.ts'
import { asFileWork } from './file-errors.ts'
import type { FileSession } from './file-session.ts'
import type { LineFormat } from './line-format.ts'
import type { SessionPaths } from './session-paths.ts'
import { hasWholeTexts } from './whole-texts.ts'

/** A file of lines being written beside the one that it will replace. */
export class LineSession implements FileSession {
  readonly #paths: SessionPaths
  readonly #info: SessionInfo
  readonly #format: LineFormat
  readonly #rows: FileHandle
  #bytes: number

  private constructor(
    paths: SessionPaths,
    info: SessionInfo,
    format: LineFormat,
    opened: { readonly rows: FileHandle; readonly bytes: number },
  ) {
    this.#paths = paths
    this.#info = info
    this.#format = format
    this.#rows = opened.rows
    this.#bytes = opened.bytes
  }

  static async open(
    paths: SessionPaths,
    info: SessionInfo,
    format: LineFormat,
  ): Promise<LineSession> {
    const found = await sizeOf(paths.target)
    const isContinued = info.operation === 'append' && found !== undefined && found > 0
    if (isContinued) await checkColumns(paths.target, format)
    return asFileWork(info.object.name, async () => {
      const rows = await open(paths.rows, 'w')
      const head = Buffer.from(isContinued ? '' : format.head)
      await rows.writeFile(head)
      return new LineSession(paths, info, format, { rows, bytes: head.length })
    })
  }

  async write(changes: readonly Change[]): Promise<readonly Outcome[]> {
    const lines: string[] = []
    const outcomes = changes.map((change): Outcome => {
      if (!hasWholeTexts(change.json)) {
        return rejected(change, {
          code: 'REV_VALUE_INVALID',
          message: 'A text has half a character.',
        })
      }
      lines.push(this.#format.lineOf(change))
      return ok(change, 'written')
    })
    const bytes = Buffer.from(lines.join(''))
    await asFileWork(this.#info.object.name, () => this.#append(bytes))
    return outcomes
  }

  /** All of the bytes, or none: a batch that failed will come again. */
  async #append(bytes: Buffer): Promise<void> {
    try {
      for (let done = 0; done < bytes.length;) {
        const at = this.#bytes + done
        done += (await this.#rows.write(bytes, done, bytes.length - done, at)).bytesWritten
      }
    } catch (error) {
      await this.#rows.truncate(this.#bytes)
      throw error
    }
    this.#bytes += bytes.length
  }

  commit(): Promise<void> {
    return asFileWork(this.#info.object.name, async () => {
      await this.#rows.sync()
      await this.#rows.close()
      if (this.#info.operation === 'replace') await this.#replace()
      else await this.#extend()
    })
  }

  async #replace(): Promise<void> {
    const { target, rows } = this.#paths
    const before = await stat(target).catch(() => undefined)
    if (before !== undefined) await chmod(rows, before.mode)
    await replaceFile(rows, target)
  }

  /** Appends to a copy, which then takes the place of the file: a reader sees all of the new lines or none. */
  async #extend(): Promise<void> {
    const { target, rows, next } = this.#paths
    const before = await stat(target, { bigint: true }).catch(() => undefined)
    if (before !== undefined && before.size > 0n) {
      await copyFile(target, next, constants.COPYFILE_FICLONE)
      await this.#copyRows(next)
      await rm(rows)
    }
    const made = before !== undefined && before.size > 0n ? next : rows
    const { ino, size } = await stat(made, { bigint: true })
    await writeMark(this.#paths, {
      session: this.#info.id,
      inode: ino.toString(),
      bytes: Number(size),
      bytesBefore: before === undefined ? null : Number(before.size),
    })
    const now = await stat(target, { bigint: true }).catch(() => undefined)
    if (now?.ino !== before?.ino || now?.size !== before?.size) {
      throw new Error('somebody else changed the file at the same time')
    }
    await replaceFile(made, target)
  }

  async #copyRows(next: string): Promise<void> {
    const handle = await open(next, 'a')
    try {
      if (!(await endsWithLine(next))) await handle.appendFile(this.#format.lineEnd)
      for await (const bytes of createReadStream(this.#paths.rows)) {
        await handle.appendFile(bytes as Buffer)
      }
      await handle.sync()
    } finally {
      await handle.close()
    }
  }

  async close(): Promise<void> {
    await this.#rows.close()
  }
}

async function sizeOf(file: string): Promise<number | undefined> {
  const found = await stat(file).catch(() => undefined)
  if (found?.isDirectory() === true) {
    throw configError(`Failed to write ${path.basename(file)}: it is a folder.`)
  }
  return found?.size
}

/** Lines below other columns than theirs would be wrong without a word. */
async function checkColumns(file: string, { columnsLine }: LineFormat): Promise<void> {
  if (columnsLine === undefined) return
  const wanted = columnsLine.trimEnd()
  const bytesMax = Buffer.byteLength(wanted) + 16
  const start = (await readPart(file, 0, bytesMax)).toString().replace(/^\ufeff/, '')
  if (start.startsWith(wanted) && /^(?:\r?\n|$)/.test(start.slice(wanted.length))) return
  throw configError(
    `Failed to append to ${path.basename(file)}: its columns are not those of the sync. Expected ${wanted}, got ${start.split(/\r?\n/, 1)[0]}.`,
    { hint: 'Map the same fields in the same order, or write to another file.' },
  )
}

async function endsWithLine(file: string): Promise<boolean> {
  const { size } = await stat(file)
  return (await readPart(file, size - 1, 1)).toString() === '\n'
}

async function readPart(file: string, start: number, bytes: number): Promise<Buffer> {
  const handle = await open(file, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, start)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}
