import { spawn, type ChildProcess } from 'node:child_process'
import { text } from 'node:stream/consumers'
import path from 'node:path'

/** The built command line, as a user runs it. */
export const revBinary = path.resolve(import.meta.dirname, '../node_modules/@revetl/cli/bin/rev.js')

/** The root of the workspace. */
export const workspacePath = path.resolve(import.meta.dirname, '../..')

/** How a command ended and what it printed. */
export interface RevEnd {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A command under way. */
export interface RunningRev {
  readonly child: ChildProcess
  readonly ended: Promise<RevEnd>
}

/** How a command is started. */
export interface RevOptions {
  readonly env?: Readonly<Record<string, string>>
  /** The program and its first arguments; default Node with the CLI of this workspace. */
  readonly command?: readonly [string, ...string[]]
}

/** Starts `rev` in a project, with none of this process's environment but PATH and HOME. */
export function startRev(
  project: string,
  args: readonly string[],
  { env = {}, command = [process.execPath, revBinary] }: RevOptions = {},
): RunningRev {
  const [program, ...first] = command
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(program, [...first, ...args], {
    cwd: project,
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return { child, ended: endOf(child) }
}

async function endOf(child: ChildProcess): Promise<RevEnd> {
  if (child.stdout === null || child.stderr === null) throw new Error('rev has no output streams')
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve)
  })
  const [exitCode, stdout, stderr] = await Promise.all([
    closed,
    text(child.stdout),
    text(child.stderr),
  ])
  return { exitCode, stdout, stderr }
}

/** Runs a command to its end. */
export async function rev(
  project: string,
  args: readonly string[],
  options?: RevOptions,
): Promise<RevEnd> {
  return startRev(project, args, options).ended
}

/** What `--json` prints. */
export interface Envelope {
  readonly command: string
  readonly ok: boolean
  readonly summary: string
  // Each command has its own result; a test looks at the part that it is about.
  readonly result: never
  readonly error: {
    readonly code: string
    readonly message: string
    readonly hint: string | null
    readonly place: { readonly file: string; readonly line: number; readonly column: number } | null
    readonly others: readonly { readonly code: string; readonly message: string }[]
  } | null
}

/** Runs a command with `--json`. */
export async function revJson(
  project: string,
  args: readonly string[],
  options?: RevOptions,
): Promise<Envelope & { readonly exitCode: number | null }> {
  const { exitCode, stdout, stderr } = await rev(project, [...args, '--json'], options)
  try {
    return { ...(JSON.parse(stdout) as Envelope), exitCode }
  } catch {
    throw new Error(`rev ${args.join(' ')} printed no JSON:\n${stdout}\n${stderr}`)
  }
}
