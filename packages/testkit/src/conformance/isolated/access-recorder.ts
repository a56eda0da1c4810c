import childProcess from 'node:child_process'
import dns from 'node:dns'
import fs from 'node:fs'
import fsPromises from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import workerThreads from 'node:worker_threads'

/** Something that a connector reached for. */
export interface Access {
  readonly kind: 'network' | 'write' | 'read' | 'process' | 'environment'
  /** The host, file, program or variable. */
  readonly what: string
  /** Whether its own code did it, and not a package that it depends on. */
  readonly isOwn: boolean
}

type Callable = (...args: unknown[]) => unknown
type Members = Record<string, unknown>

const writers = [
  'appendFile',
  'appendFileSync',
  'copyFile',
  'copyFileSync',
  'cp',
  'cpSync',
  'createWriteStream',
  'link',
  'linkSync',
  'mkdir',
  'mkdirSync',
  'mkdtemp',
  'mkdtempSync',
  'rename',
  'renameSync',
  'rm',
  'rmSync',
  'rmdir',
  'rmdirSync',
  'symlink',
  'symlinkSync',
  'truncate',
  'truncateSync',
  'unlink',
  'unlinkSync',
  'writeFile',
  'writeFileSync',
] as const
const readers = ['createReadStream', 'readFile', 'readFileSync', 'readdir', 'readdirSync'] as const
const openers = ['open', 'openSync'] as const
const starters = [
  'exec',
  'execFile',
  'execFileSync',
  'execSync',
  'fork',
  'spawn',
  'spawnSync',
] as const

/** Records what the code of a package, and what it depends on, reaches for from now on. */
export class AccessRecorder {
  readonly list: Access[] = []
  /** What is refused besides what the permission model refuses. */
  readonly denied = new Set<Access['kind']>()
  readonly #folder: string

  /** @param folder of the package, absolute */
  constructor(folder: string) {
    this.#folder = folder
    for (const module of [fs, fsPromises] as unknown as Members[]) {
      for (const name of writers) this.#wrap(module, name, 'write')
      for (const name of readers) this.#wrap(module, name, 'read')
      for (const name of openers) this.#wrap(module, name, 'read')
    }
    for (const name of starters) this.#wrap(childProcess, name, 'process')
    this.#wrap(dns, 'lookup', 'network')
    this.#wrap(net.Socket.prototype as unknown as Members, 'connect', 'network', addressOf)
    this.#watchWorkers()
    this.#watchEnvironment()
    syncBuiltinESMExports()
  }

  #note(kind: Access['kind'], what: string): void {
    const stack = callers()
    // Node's own loader reads what it imports.
    if (kind === 'read' && /node:internal\/modules|node:internal\/main/.test(stack)) return
    // Whoever is nearest did it: a package that it depends on may look at variables of its own.
    const frame = stack.split('\n').find((line) => isUserCode(line)) ?? ''
    const isOwn = frame.includes(this.#folder) && !frame.includes(`${this.#folder}/node_modules`)
    this.list.push({ kind, what, isOwn })
    if (this.denied.has(kind)) throw new Error(`Access to the ${kind} is denied: ${what}`)
  }

  #wrap(module: Members, name: string, kind: Access['kind'], describe = firstText): void {
    const original = module[name]
    if (typeof original !== 'function') return
    const note = (args: unknown[]): void => this.#note(kind, describe(args))
    const wrapped = function (this: unknown, ...args: unknown[]): unknown {
      note(args)
      return (original as Callable).apply(this, args)
    }
    Object.assign(wrapped, original)
    module[name] = wrapped
  }

  #watchWorkers(): void {
    const note = (): void => this.#note('process', 'a worker thread')
    const { Worker } = workerThreads
    ;(workerThreads as unknown as Members)['Worker'] = new Proxy(Worker, {
      construct: (target, args: ConstructorParameters<typeof Worker>) => {
        note()
        return new target(...args)
      },
    })
  }

  #watchEnvironment(): void {
    const note = (name: string | symbol): void => this.#note('environment', String(name))
    process.env = new Proxy(process.env, {
      get: (target, name) => {
        note(name)
        return Reflect.get(target, name) as unknown
      },
    })
  }
}

function firstText([first]: unknown[]): string {
  return typeof first === 'string' || first instanceof URL ? String(first) : typeof first
}

const ownFile = import.meta.filename

function isUserCode(frame: string): boolean {
  return /^\s+at /.test(frame) && !frame.includes('node:') && !frame.includes(ownFile)
}

function addressOf([first, second]: unknown[]): string {
  if (typeof first === 'number')
    return `${typeof second === 'string' ? second : 'localhost'}:${first}`
  const options = (Array.isArray(first) ? (first[0] as unknown) : first) as
    | { host?: string; port?: number; path?: string }
    | undefined
  if (typeof options !== 'object' || options === null) return String(options)
  return options.path ?? `${options.host ?? 'localhost'}:${options.port ?? ''}`
}

function callers(): string {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 60
  const { stack = '' } = new Error('trace')
  Error.stackTraceLimit = stackTraceLimit
  return stack
}
