import type { OperationName } from '@revetl/sdk'
import type { Sync } from '../../src/index.ts'

/** Records a request, and requests under way: what one kill may leave in doubt. */
export const batchRecords = 10
export const inFlight = 4
/** Records that one kill may repeat. */
export const window = inFlight * batchRecords

/** A way of writing whose promise after a kill differs from the others'. */
export interface CrashCase {
  readonly mode: Sync['mode']
  readonly operation: OperationName
  readonly resend: 'safe' | 'key' | 'reconcile' | 'unsafe'
  /** Whether the vendor takes a batch as a job, which is asked about later. */
  readonly isJob?: boolean
}

/** What is promised for each way of writing: at most so many repeats, or none. */
export const crashCases = {
  mirror: { mode: 'mirror', operation: 'upsert', resend: 'safe' },
  appendWithKey: { mode: 'append', operation: 'append', resend: 'key' },
  appendHeld: { mode: 'append', operation: 'append', resend: 'unsafe' },
  createLookedUp: { mode: 'create', operation: 'create', resend: 'reconcile' },
  mirrorByJob: { mode: 'mirror', operation: 'upsert', resend: 'safe', isJob: true },
  appendHeldByJob: { mode: 'append', operation: 'append', resend: 'unsafe', isJob: true },
} as const satisfies Record<string, CrashCase>

/** Where a process that runs the engine dies. The server's two happen outside of it. */
export const boundaries = [
  'after lease',
  'after start',
  'at read',
  'in read',
  'after read',
  'before plan commit',
  'after plan commit',
  'before intent',
  'after intent',
  'first byte',
  'request sent',
  'last byte',
  'headers received',
  'answer received',
  'verdicts computed',
  'before settlement',
  'after settlement',
  'before fold',
  'in fold',
  'after fold',
  'after mark',
  'before end',
  'before release',
] as const

/** Where else a process dies whose batches are jobs: before the id of one is durable, and after. */
export const jobBoundaries = ['job submitted', 'handle kept', 'job polled'] as const

/** One of the places. */
export type Boundary = (typeof boundaries | typeof jobBoundaries)[number]

/** The fourteen boundaries of the catalogue, each with the place where a process dies there. */
export const namedBoundaries = {
  lease: 'after lease',
  'read start': 'at read',
  'read end': 'after read',
  'plan commit': 'after plan commit',
  'intent fsync': 'after intent',
  'first byte sent': 'first byte',
  'last byte sent': 'last byte',
  'headers received': 'headers received',
  'body received': 'answer received',
  'verdicts computed': 'verdicts computed',
  'commit begin': 'before settlement',
  'commit fsync': 'after settlement',
  report: 'before end',
  'lease release': 'before release',
} as const satisfies Record<string, Boundary>

/** Whether a place is passed once for each batch, and not once for a run. */
export function isPerBatch(boundary: Boundary): boolean {
  return /intent|byte|request|headers|answer|verdicts|settlement|job|handle/.test(boundary)
}

/** The rows of the model: id and name. */
export type Rows = readonly (readonly [string, string])[]

/** What a worker process is asked to do. */
export interface WorkerOrder {
  readonly folder: string
  readonly url: string
  readonly name: keyof typeof crashCases
  readonly rows: Rows
  /** Dies when it passes the boundary for the n-th time: by a signal, or because its memory is used up. */
  readonly dieAt:
    | { readonly boundary: Boundary; readonly passes: number; readonly how?: 'killed' | 'memory' }
    | undefined
  /** Settles what is held before the run: ids that the server has, and whether the rest is sent again. */
  readonly deliveredHeld?: readonly string[]
  /** Its clocks run so many times as fast: a lease of thirty seconds is over sooner. */
  readonly clockSpeed?: number
  /** Waits for the lease so long, by its own clock. */
  readonly leaseWaitMs?: number
}

/** What a worker prints when it lives to the end. */
export interface WorkerReport {
  readonly status: string
  readonly code: string | undefined
  readonly message: string | undefined
  readonly sent: number
  readonly planned: number
  readonly rowsRead: number
  readonly unchanged: number
  readonly outcomes: Readonly<Record<string, number>>
  readonly held: readonly string[]
}
