import type { OperationName } from '@revetl/sdk'
import type { Sync } from '../../src/index.ts'

/** Records a request, and requests under way: what one kill may leave in doubt. */
export const batchRecords = 10
export const inFlight = 4

/** A way of writing whose promise after a kill differs from the others'. */
export interface CrashCase {
  readonly mode: Sync['mode']
  readonly operation: OperationName
  readonly resend: 'safe' | 'key' | 'reconcile' | 'unsafe'
}

/** What is promised for each way of writing: at most so many repeats, or none. */
export const crashCases = {
  mirror: { mode: 'mirror', operation: 'upsert', resend: 'safe' },
  appendWithKey: { mode: 'append', operation: 'append', resend: 'key' },
  appendHeld: { mode: 'append', operation: 'append', resend: 'unsafe' },
  createLookedUp: { mode: 'create', operation: 'create', resend: 'reconcile' },
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
  'last byte',
  'answer received',
  'before settlement',
  'after settlement',
  'before fold',
  'in fold',
  'after fold',
  'after mark',
  'before end',
  'before release',
] as const

/** One of the places. */
export type Boundary = (typeof boundaries)[number]

/** What a worker process is asked to do. */
export interface WorkerOrder {
  readonly folder: string
  readonly url: string
  readonly name: keyof typeof crashCases
  /** The rows of the model: id and name. */
  readonly rows: readonly (readonly [string, string])[]
  /** Dies when it passes the boundary for the n-th time. */
  readonly dieAt: { readonly boundary: Boundary; readonly passes: number } | undefined
  /** Settles what is held before the run: ids that the server has, and whether the rest is sent again. */
  readonly deliveredHeld?: readonly string[]
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
