import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { PackageUnderTest } from '../package/package-under-test.ts'
import type { ImportReport, ProbeRequest, ProbeTask } from './probe-protocol.ts'

/** How a child ended. */
export interface IsolatedRun<Report> {
  /** Undefined where the child told nothing, because it died. */
  readonly report: Report | undefined
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number | null
}

/** A child under way. */
export interface RunningProbe {
  readonly child: ChildProcess
  /** What it tells, line by line. */
  readonly told: AsyncIterableIterator<string>
  /** Lets a paced child go on. */
  readonly goOn: () => void
}

// The same file as source and as compiled code.
const probe = path.join(import.meta.dirname, `probe${path.extname(import.meta.filename)}`)

// Native code is a matter of its dependencies, and is not what the model is asked to stop.
const permissions = ['--permission', '--allow-fs-read=*', '--allow-addons']

/**
 * Runs the built package in processes of their own: no environment, and by Node's permission model no process, no worker
 * and no file to write, unless files are the job of the connector.
 */
export class IsolatedRuns {
  readonly #subject: PackageUnderTest
  readonly #isLocal: boolean
  #imported: Promise<IsolatedRun<ImportReport>> | undefined

  constructor(subject: PackageUnderTest, isLocal: boolean) {
    this.#subject = subject
    this.#isLocal = isLocal
  }

  /** What an import of the package does; found out once. */
  importing(): Promise<IsolatedRun<ImportReport>> {
    return (this.#imported ??= this.run({ kind: 'import' }))
  }

  /** Runs one task to its end. */
  async run<Report>(task: ProbeTask): Promise<IsolatedRun<Report>> {
    const { child, told } = this.start(task)
    const output = Promise.all([text(child.stdout as Readable), text(child.stderr as Readable)])
    let last: string | undefined
    for await (const line of told) last = line
    const exitCode = await exitOf(child)
    const [stdout, stderr] = await output
    const report = last === undefined ? undefined : (JSON.parse(last) as Report)
    return { report, stdout, stderr, exitCode }
  }

  /** Starts a task. */
  start(task: ProbeTask): RunningProbe {
    const { folder, entry } = this.#subject
    const limits = this.#isLocal ? [] : permissions
    const child = spawn(process.execPath, ['--expose-gc', '--no-warnings', ...limits, probe], {
      cwd: folder,
      env: {},
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    })
    const request: ProbeRequest = { folder, entry, task }
    child.stdin?.write(`${JSON.stringify(request)}\n`)
    const lines = createInterface({ input: child.stdio[3] as Readable })
    return {
      child,
      told: lines[Symbol.asyncIterator](),
      goOn: () => void child.stdin?.write('\n'),
    }
  }
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const { promise, resolve } = Promise.withResolvers<number | null>()
  child.once('close', resolve)
  return promise
}
