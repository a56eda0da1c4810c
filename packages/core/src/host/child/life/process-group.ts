import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'

// Long enough for what an ended process wrote to be read.
const pipesMs = 1000

/** A program and all that it starts, which end together. */
export interface ProcessGroup {
  readonly process: ChildProcess
  /** Ends the program and all that it started, at once. */
  readonly kill: () => void
}

/**
 * Starts a program in a group of its own. Once it has exited, what it left behind is ended; and whoever left the group
 * with its pipes does not hold up its `close`. Windows has no such groups: there it is ended alone.
 */
export function startGroup(
  file: string,
  args: readonly string[],
  options: SpawnOptions,
): ProcessGroup {
  const hasGroups = process.platform !== 'win32'
  const child = spawn(file, args, { ...options, detached: hasGroups })
  const kill = () => {
    if (hasGroups && child.pid !== undefined) killGroup(child.pid)
    else child.kill('SIGKILL')
  }
  child.once('exit', () => {
    kill()
    const timer = setTimeout(() => {
      for (const stream of child.stdio) stream?.destroy()
    }, pipesMs)
    child.once('close', () => clearTimeout(timer))
  })
  return { process: child, kill }
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch {
    // Nobody is left in it.
  }
}
