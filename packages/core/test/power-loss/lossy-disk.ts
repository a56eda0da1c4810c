import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { DiskEvent } from './record-disk.ts'

/** A number from 0 to 1, 1 excluded. */
type Random = () => number

type Change =
  | { readonly offset: number; readonly bytes: Uint8Array }
  /** The length that the file gets. */
  | { readonly size: number }

interface DiskFile {
  readonly changes: Change[]
  /** So many of its changes are on the disk whatever happens. */
  synced: number
  /** The entry by which it came into its folder. */
  readonly entry: number
}

type Entry =
  | { readonly kind: 'link'; readonly path: string; readonly file: DiskFile }
  | { readonly kind: 'unlink' | 'mkdir' | 'rmdir'; readonly path: string }
  | { readonly kind: 'rename'; readonly path: string; readonly to: string }

// The least that a disk writes whole.
const sectorBytes = 512

/**
 * A disk with a cache that power loss empties. What was synced is there. Of other writes some are there, in any order,
 * the last of them torn; of changes to folders, which file systems journal, the first ones up to some point.
 */
export class LossyDisk {
  readonly #entries: Entry[] = []
  readonly #live = new Map<string, DiskFile>()
  #syncedEntries = 0

  apply(event: DiskEvent): void {
    switch (event.kind) {
      case 'create': {
        const file = { changes: [], synced: 0, entry: this.#entries.length }
        this.#live.set(event.path, file)
        this.#entries.push({ kind: 'link', path: event.path, file })
        return
      }
      case 'write':
        this.#file(event.path).changes.push({ offset: event.offset, bytes: event.bytes })
        return
      case 'truncate':
        this.#file(event.path).changes.push({ size: event.size })
        return
      case 'sync':
        return this.#sync(event.path)
      case 'rename':
        this.#live.set(event.to, this.#file(event.path))
        this.#live.delete(event.path)
        this.#entries.push(event)
        return
      case 'unlink':
        this.#live.delete(event.path)
        this.#entries.push(event)
        return
      case 'mkdir':
      case 'rmdir':
        this.#entries.push(event)
        return
      case 'note':
    }
  }

  /** Writes what is left after power loss at this moment into an empty folder. */
  writeAfterLoss(folder: string, random: Random): void {
    const open = this.#entries.length - this.#syncedEntries
    const kept = this.#syncedEntries + Math.floor(random() * (open + 1))
    const files = new Map<string, DiskFile>()
    for (const entry of this.#entries.slice(0, kept)) {
      if (entry.kind === 'link') files.set(entry.path, entry.file)
      else if (entry.kind === 'unlink') files.delete(entry.path)
      else if (entry.kind === 'rename') {
        const file = files.get(entry.path)
        if (file !== undefined) files.set(entry.to, file)
        files.delete(entry.path)
      } else if (entry.kind === 'mkdir') {
        mkdirSync(path.join(folder, entry.path), { recursive: true })
      }
    }
    for (const [name, file] of files) {
      // Shared memory of SQLite is no content: whoever comes first after a start makes it anew.
      if (name.endsWith('-shm')) continue
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
      writeFileSync(path.join(folder, name), contentOf(keptChanges(file, random)))
    }
  }

  #file(name: string): DiskFile {
    const file = this.#live.get(name)
    if (file === undefined) throw new Error(`The trace writes to ${name}, which it never made.`)
    return file
  }

  /** To sync a file also makes that it is there durable, as the file systems that are in use do. */
  #sync(name: string): void {
    const file = this.#live.get(name)
    if (file === undefined) {
      this.#syncedEntries = this.#entries.length
      return
    }
    file.synced = file.changes.length
    this.#syncedEntries = Math.max(this.#syncedEntries, file.entry + 1)
  }
}

function keptChanges({ changes, synced }: DiskFile, random: Random): readonly Change[] {
  const safe = changes.slice(0, synced)
  const open = changes.slice(synced)
  const how = random()
  if (how < 0.2) return safe
  if (how < 0.4) return changes
  const kept =
    how < 0.7
      ? open.slice(0, Math.floor(random() * (open.length + 1)))
      : open.filter(() => random() < 0.5)
  const last = kept.pop()
  if (last === undefined) return [...safe, ...kept]
  return [...safe, ...kept, random() < 0.5 ? torn(last, random) : last]
}

function torn(change: Change, random: Random): Change {
  if (!('bytes' in change)) return change
  const sectors = Math.floor(change.bytes.length / sectorBytes)
  const end = Math.floor(random() * (sectors + 1)) * sectorBytes
  return { offset: change.offset, bytes: change.bytes.subarray(0, end) }
}

function contentOf(changes: readonly Change[]): Uint8Array {
  let content = Buffer.alloc(0)
  const resize = (size: number) => {
    const resized = Buffer.alloc(size)
    content.copy(resized, 0, 0, Math.min(size, content.length))
    content = resized
  }
  for (const change of changes) {
    if ('size' in change) resize(change.size)
    else {
      const end = change.offset + change.bytes.length
      if (end > content.length) resize(end)
      content.set(change.bytes, change.offset)
    }
  }
  return content
}
