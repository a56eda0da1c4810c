import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { errorMessage, RevError } from '@revetl/sdk'
import { LineReader } from '@revetl/sdk/protocol'
import { childLimitsOf, type ChildLimits } from '../../child-limits.ts'
import type { Connection } from '../../connection.ts'
import { CapturedOutput } from '../child/life/captured-output.ts'
import { startGroup } from '../child/life/process-group.ts'
import { childProgram, type ChildProgram } from '../child/child-program.ts'
import type { HostServices } from '../host-services.ts'

/** A message that an Airbyte program prints; nothing of it is checked. */
export type ProgramMessage = Readonly<Record<string, unknown>>

/** One run of the program. */
export interface ProgramRun {
  readonly args: readonly string[]
  /** Files that the arguments name as `@name`. */
  readonly files: Readonly<Record<string, unknown>>
  readonly input?: string
  readonly signal: AbortSignal
  readonly onMessage: (message: ProgramMessage) => void
}

/** A program that speaks Airbyte's protocol: a process of its own for each command. */
export class AirbyteProgram implements Disposable {
  readonly #program: ChildProgram
  readonly #limits: ChildLimits
  readonly #services: HostServices
  readonly #output: CapturedOutput
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'rev-airbyte-'))

  constructor(connection: Connection, services: HostServices, redact: (text: string) => string) {
    this.#limits = childLimitsOf(services.childLimits, connection.childLimits)
    this.#program = childProgram(connection, services, this.#limits)
    this.#services = services
    const { log, clock } = services
    this.#output = new CapturedOutput({ log, clock, connection: connection.name, redact })
  }

  /** Runs one command to its end. @returns the exit code @throws `REV_CONNECTOR_CRASHED` where it does not end by itself */
  async run({ args, files, input = '', signal, onMessage }: ProgramRun): Promise<number> {
    const { file, args: first, env, folder } = this.#program
    for (const [name, content] of Object.entries(files)) {
      // Credentials are in it.
      writeFileSync(this.#path(name), JSON.stringify(content), { mode: 0o600 })
    }
    const full = args.map((arg) => (arg.startsWith('@') ? this.#path(arg.slice(1)) : arg))
    if (signal.aborted) throw crashed('the run was stopped before it started')
    const { process: child, kill } = startGroup(file, [...first, ...full], {
      env,
      stdio: 'pipe',
      ...(folder === undefined ? {} : { cwd: folder }),
    })
    signal.addEventListener('abort', kill, { once: true })
    let heardMs = this.#services.clock.monotonicMs()
    const reader = new LineReader((line) => {
      heardMs = this.#services.clock.monotonicMs()
      this.#take(line, onMessage)
    }, kill)
    child.stdout?.on('data', (bytes: Buffer) => reader.push(bytes))
    child.stderr?.on('data', this.#output.sink())
    // A program that ends early closes its input; its exit says more.
    child.stdin?.on('error', () => 'the exit tells why')
    child.stdin?.end(input)
    const ended = Promise.withResolvers<number>()
    child.on('error', (error) => ended.reject(crashed(errorMessage(error))))
    child.on('close', (code, by) => {
      reader.end()
      if (code === null) ended.reject(crashed(`it was ended by ${String(by)}`))
      else ended.resolve(code)
    })
    const done = new AbortController()
    void this.#watch(() => heardMs, kill, done.signal)
    return ended.promise.finally(() => {
      signal.removeEventListener('abort', kill)
      done.abort()
      this.#output.end()
    })
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #path(name: string): string {
    return path.join(this.#folder, `${name}.json`)
  }

  #take(line: string, onMessage: ProgramRun['onMessage']): void {
    const message = parse(line)
    if (message?.['type'] === undefined) return this.#output.line('debug', line)
    if (message['type'] !== 'LOG') return onMessage(message)
    const { level, message: text } = (message['log'] ?? {}) as { level?: string; message?: string }
    return this.#output.line(
      level === 'ERROR' || level === 'FATAL' ? 'warn' : 'debug',
      String(text),
    )
  }

  async #watch(heardMs: () => number, kill: () => void, signal: AbortSignal): Promise<void> {
    const { clock } = this.#services
    const silenceMs = this.#limits.silenceMs.write
    while (!signal.aborted) {
      await clock.sleep(200, signal).catch(() => 'the program has ended')
      if (clock.monotonicMs() - heardMs() > silenceMs) return kill()
    }
  }
}

function crashed(why: string): RevError {
  return new RevError('REV_CONNECTOR_CRASHED', `The Airbyte program did not end by itself: ${why}.`)
}

function parse(line: string): ProgramMessage | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as ProgramMessage) : undefined
  } catch {
    return undefined
  }
}
