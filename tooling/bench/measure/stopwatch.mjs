// The side of a contender: from its start to its report.
import { readFileSync } from 'node:fs'

/** Starts to measure. @returns what tells the parent how it went, and lets the process end */
export function startStopwatch() {
  const started = process.cpuUsage()
  const startedMs = performance.now()
  return (/** @type {{ delivered: number, rejected?: number }} */ { delivered, rejected = 0 }) => {
    const seconds = (performance.now() - startedMs) / 1000
    const { user, system } = process.cpuUsage(started)
    const cpuSeconds = (user + system) / 1e6
    process.send?.({ delivered, rejected, seconds, cpuSeconds, peakBytes: peakBytes() })
    process.disconnect()
  }
}

/** @returns {number} the most memory that this program had resident */
function peakBytes() {
  try {
    // What getrusage says starts from the memory of the process that forked this one.
    const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
    if (kib !== undefined) return Number(kib) * 1024
  } catch {
    // No Linux.
  }
  return process.resourceUsage().maxRSS * 1024
}
