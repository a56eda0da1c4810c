import { execFile } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

/** What a process did to its disk and what the world saw of it, in order. */
export type DiskEvent =
  | { readonly kind: 'create'; readonly path: string }
  | { readonly kind: 'unlink' | 'mkdir' | 'rmdir'; readonly path: string }
  | { readonly kind: 'rename'; readonly path: string; readonly to: string }
  | {
      readonly kind: 'write'
      readonly path: string
      readonly offset: number
      readonly bytes: Uint8Array
    }
  | { readonly kind: 'truncate'; readonly path: string; readonly size: number }
  /** All of a file, or the entries of a folder, are on the disk. */
  | { readonly kind: 'sync'; readonly path: string }
  /** The destination took records, or the model changed. */
  | { readonly kind: 'note'; readonly note: Note }

/** What a worker notes outside of the disk. */
export interface Note {
  readonly folder?: string
  readonly version?: number
  readonly records?: readonly (readonly [id: string, fields?: string | null])[]
  readonly ended?: true
}

// Reads and what changes no content are left out; what is not known is an error further down.
const calls = [
  'open,openat,creat,close,dup,dup2,dup3,lseek,write,pwrite64,writev,pwritev,pwritev2',
  'truncate,ftruncate,fallocate,fsync,fdatasync,sync_file_range,rename,renameat,renameat2',
  'unlink,unlinkat,rmdir,mkdir,mkdirat,link,linkat,symlink,symlinkat,copy_file_range,sendfile',
].join(',')
const execute = promisify(execFile)
const worker = path.join(import.meta.dirname, 'story-worker.ts')

/** Why nothing can be recorded here; undefined where it can. */
export async function whyNotRecorded(): Promise<string | undefined> {
  try {
    await execute('strace', ['-V'])
  } catch {
    return 'strace is not installed'
  }
  // A container can forbid it whatever is installed.
  return execute('strace', ['-f', '-o', '/dev/null', process.execPath, '-e', '0']).then(
    () => undefined,
    () => 'not applicable: this system lets no process trace another',
  )
}

/** Plays a story in a process of its own under strace. @returns its events, with paths below its folder */
export async function recordStory(name: string, folder: string): Promise<readonly DiskEvent[]> {
  const [temporary, trace] = [path.join(folder, 'disk'), path.join(folder, 'trace')]
  const notes = path.join(folder, 'notes')
  await mkdir(temporary)
  const strace = ['-f', '-y', '-xx', '-s', '99999999', '-e', 'signal=none', '-e', `trace=${calls}`]
  await execute('strace', [...strace, '-o', trace, process.execPath, worker, name, notes], {
    env: { ...process.env, TMPDIR: temporary },
  })
  const [first = ''] = (await readFile(notes, 'utf8')).split('\n')
  const root = (JSON.parse(first) as Note).folder ?? ''
  const reader = new TraceReader(root, notes)
  for await (const line of createInterface({ input: createReadStream(trace, 'latin1') }))
    reader.read(line)
  // Tidying up after the story is no part of it.
  const end = reader.events.findIndex((event) => event.kind === 'note' && event.note.ended === true)
  return reader.events.slice(0, end + 1)
}

const lineShape = /^(\d+) +(?:<\.\.\. (\w+) resumed>|(\w+)\()(.*)$/
const ending = /\) += (-?\d+)/

/** Turns the lines of strace into events. A call counts when it has returned. */
class TraceReader {
  readonly events: DiskEvent[] = []
  readonly #root: string
  readonly #notes: string
  readonly #begun = new Map<string, string>()
  readonly #positions = new Map<number, number>()
  readonly #files = new Set<string>()

  constructor(root: string, notes: string) {
    this.#root = root
    this.#notes = notes
  }

  read(line: string): void {
    const [, thread = '', resumed, begun, rest = ''] = lineShape.exec(line) ?? []
    const call = resumed ?? begun
    if (call === undefined) return
    const start = resumed === undefined ? '' : (this.#begun.get(thread) ?? '')
    if (rest.endsWith('<unfinished ...>')) {
      this.#begun.set(thread, rest.slice(0, -'<unfinished ...>'.length))
      return
    }
    const text = start + rest
    const result = Number(ending.exec(text.slice(text.lastIndexOf(')')))?.[1] ?? NaN)
    if (result >= 0) this.#take(call, argumentsOf(text), result)
  }

  #take(call: string, args: readonly string[], result: number): void {
    switch (call) {
      case 'openat':
        return this.#open(args[1] ?? '', args[2] ?? '', result)
      case 'open':
        return this.#open(args[0] ?? '', args[1] ?? '', result)
      case 'close':
        this.#positions.delete(descriptor(args[0]))
        return
      case 'lseek':
        this.#positions.set(descriptor(args[0]), result)
        return
      case 'write': {
        const position = this.#positions.get(descriptor(args[0])) ?? 0
        this.#positions.set(descriptor(args[0]), position + result)
        return this.#write(args, position, result)
      }
      case 'pwrite64':
        return this.#write(args, Number(args[3]), result)
      case 'ftruncate':
        return this.#add(descriptorPath(args[0]), (file) => ({
          kind: 'truncate',
          path: file,
          size: Number(args[1]),
        }))
      case 'fsync':
      case 'fdatasync':
        return this.#add(descriptorPath(args[0]), (file) => ({ kind: 'sync', path: file }))
      case 'unlink':
      case 'mkdir':
      case 'rmdir':
        return this.#add(textOf(args[0]), (file) => ({ kind: call, path: file }))
      case 'unlinkat': {
        const kind = args[2]?.includes('AT_REMOVEDIR') === true ? 'rmdir' : 'unlink'
        return this.#add(path.resolve(folderOf(args[0]), textOf(args[1])), (file) => ({
          kind,
          path: file,
        }))
      }
      case 'rename':
        return this.#add(textOf(args[0]), (file) => ({
          kind: 'rename',
          path: file,
          to: path.relative(this.#root, textOf(args[1])),
        }))
      default: {
        const isOurs = args.some((arg) => decoded(arg).includes(this.#root))
        if (isOurs) throw new Error(`What ${call} does to a disk is not modelled.`)
      }
    }
  }

  #open(pathText: string, flags: string, fd: number): void {
    this.#positions.set(fd, 0)
    const file = textOf(pathText)
    if (flags.includes('O_CREAT') && !this.#files.has(file)) {
      this.#files.add(file)
      this.#add(file, (created) => ({ kind: 'create', path: created }))
    } else if (flags.includes('O_TRUNC')) {
      this.#add(file, (cut) => ({ kind: 'truncate', path: cut, size: 0 }))
    }
    if (flags.includes('O_APPEND') && this.#isInside(file))
      throw new Error('Files that are appended to are not modelled.')
  }

  #write(args: readonly string[], offset: number, length: number): void {
    const file = descriptorPath(args[0])
    const bytes = Buffer.from(textOf(args[1]), 'latin1').subarray(0, length)
    if (file === this.#notes) {
      this.events.push({ kind: 'note', note: JSON.parse(bytes.toString('utf8')) as Note })
    }
    this.#add(file, (written) => ({ kind: 'write', path: written, offset, bytes }))
  }

  #isInside(file: string): boolean {
    return file.startsWith(`${this.#root}/`)
  }

  #add(file: string, toEvent: (relative: string) => DiskEvent): void {
    if (!this.#isInside(file)) return
    const event = toEvent(path.relative(this.#root, file))
    if (event.kind === 'unlink') this.#files.delete(file)
    if (event.kind === 'rename') {
      this.#files.delete(file)
      this.#files.add(path.join(this.#root, event.to))
    }
    this.events.push(event)
  }
}

/** Strings are hexadecimal throughout, so that a comma or a bracket is never a part of one. */
function argumentsOf(text: string): readonly string[] {
  const list = text.slice(0, text.lastIndexOf(')')).split(', ')
  // A call that was interrupted by another thread's is printed in two parts with a space between.
  return list.map((argument) => argument.trim())
}

function decoded(text: string): string {
  return text.replace(/\\x([0-9a-f]{2})/g, (_all, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

function textOf(argument = ''): string {
  return decoded(/"(.*)"/.exec(argument)?.[1] ?? '')
}

function descriptor(argument = ''): number {
  return Number.parseInt(argument, 10)
}

function descriptorPath(argument = ''): string {
  return decoded(/^\d+<(.*)>$/.exec(argument)?.[1] ?? '')
}

function folderOf(argument = ''): string {
  return decoded(/<(.*)>$/.exec(argument)?.[1] ?? '')
}
