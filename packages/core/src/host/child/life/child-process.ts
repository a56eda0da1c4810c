import { readFileSync, rmSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { errorMessage } from '@revetl/sdk'
import { LineReader, LineWriter } from '@revetl/sdk/protocol'
import type { CapturedOutput } from './captured-output.ts'
import type { ChildProgram } from '../child-program.ts'
import { startGroup, type ProcessGroup } from './process-group.ts'

// Descriptors 3 and 4 carry the protocol; what a connector prints can never be taken for it.
const toConnector = 3
const toHost = 4
const pageBytes = 4096

/** What a process tells its owner. */
export interface ChildEvents {
  /** A line of the protocol. */
  readonly onLine: (line: string) => void
  /** The end, however it came, once. */
  readonly onEnd: (why: string) => void
}

/** One life of a connector's process. */
export class RunningChild {
  readonly #group: ProcessGroup
  readonly #program: ChildProgram
  readonly #output: CapturedOutput
  readonly #events: ChildEvents
  readonly #reader: LineReader
  readonly #writer: LineWriter
  #verdict: string | undefined
  #hasEnded = false

  constructor(program: ChildProgram, output: CapturedOutput, events: ChildEvents) {
    this.#program = program
    this.#output = output
    this.#events = events
    this.#group = startGroup(program.file, program.args, {
      env: program.env,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
      ...(program.folder === undefined ? {} : { cwd: program.folder }),
    })
    const { process: child } = this.#group
    child.on('error', (error) => this.#end(errorMessage(error)))
    child.on('close', (code, signal) =>
      this.#end(signal === null ? `it exited with code ${code}` : `it was ended by ${signal}`),
    )
    child.stdout?.on('data', output.sink())
    child.stderr?.on('data', output.sink())
    this.#reader = new LineReader(events.onLine, () =>
      this.kill('it sent a line of more than 64 MiB'),
    )
    const input = child.stdio[toHost] as Readable
    input.on('data', (bytes: Buffer) => this.#reader.push(bytes))
    const lines = child.stdio[toConnector] as Writable
    this.#writer = new LineWriter(lines)
    // An end of the process closes both; its exit says more.
    for (const stream of [input, lines]) {
      stream.on('error', () => 'the end of the process tells why')
    }
  }

  get pid(): number | undefined {
    return this.#group.process.pid
  }

  /** Sends one line, and what follows it. */
  send(line: string, body?: string | Uint8Array): void {
    const stream = this.#group.process.stdio[toConnector] as Writable
    if (stream.writable) this.#writer.writeSoon(line, body)
  }

  /** So many bytes follow the line that has just come. */
  take(bytes: number, onBytes: (bytes: Buffer) => void): void {
    this.#reader.take(bytes, onBytes)
  }

  /** Ends the process, and what it started, at once; `why` goes into the errors of its calls. */
  kill(why: string): void {
    this.#verdict ??= why
    this.#group.kill()
  }

  /** All memory of the process in bytes; undefined where the system does not tell. */
  memoryBytes(): number | undefined {
    if (process.platform !== 'linux' || this.pid === undefined) return undefined
    try {
      const [, pages] = readFileSync(`/proc/${this.pid}/statm`, 'utf8').split(' ')
      return Number(pages) * pageBytes
    } catch {
      // It has just ended.
      return undefined
    }
  }

  #end(why: string): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#output.end()
    const { tempPath } = this.#program
    if (tempPath !== undefined) rmSync(tempPath, { recursive: true, force: true })
    this.#events.onEnd(this.#verdict ?? why)
  }
}
