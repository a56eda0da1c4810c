import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/** Who holds a lease: enough to tell whether that process is still there. */
export interface Holder {
  readonly host: string
  readonly pid: number
  /** When the process started, in the kernel's own units; empty where it cannot be told. */
  readonly started: string
}

/** This process. */
export function thisHolder(): Holder {
  return { host: hostname(), pid: process.pid, started: processStart(process.pid) }
}

/** Whether a holder is certainly gone. Another host's is never certain. */
export function isGone(holder: Holder): boolean {
  if (holder.host !== hostname()) return false
  if (!isAlive(holder.pid)) return true
  // The number can belong to a new process by now.
  const started = processStart(holder.pid)
  return started !== '' && holder.started !== '' && started !== holder.started
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function processStart(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The 22nd field; the second one is in brackets and may hold spaces: proc(5).
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    // Not every system has /proc; then the process number alone decides.
    return ''
  }
}
