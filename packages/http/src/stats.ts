import type { GatewayStats } from './options.ts'

/** Counts what a gateway does. */
export interface StatsCounter {
  requests: number
  attempts: number
  retries: number
  bytesSent: number
  bytesReceived: number
  /** Counts an answer, or the lack of one. */
  readonly status: (status: number | undefined) => void
  /** Counts waiting time under a quota's id. */
  readonly waited: (id: string, ms: number) => void
  readonly snapshot: () => GatewayStats
}

/** Creates counters at zero. */
export function createStats(): StatsCounter {
  const byStatus: Record<string, number> = {}
  const waitedMs: Record<string, number> = {}
  const counter: StatsCounter = {
    requests: 0,
    attempts: 0,
    retries: 0,
    bytesSent: 0,
    bytesReceived: 0,
    status: (status) => {
      const name = status === undefined ? 'none' : `${Math.floor(status / 100)}xx`
      byStatus[name] = (byStatus[name] ?? 0) + 1
    },
    waited: (id, ms) => {
      if (ms > 0) waitedMs[id] = (waitedMs[id] ?? 0) + ms
    },
    snapshot: () => {
      const { requests, attempts, retries, bytesSent, bytesReceived } = counter
      return {
        requests,
        attempts,
        retries,
        bytesSent,
        bytesReceived,
        byStatus: { ...byStatus },
        waitedMs: { ...waitedMs },
      }
    },
  }
  return counter
}
