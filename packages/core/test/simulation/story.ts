import type { Sync } from '../../src/index.ts'

/** The values of a record; the key is a whole number. */
export interface RowValues {
  readonly name: string | null
  readonly score: number | null
}

/** How a destination behaves. */
export type DestinationKind =
  | 'upsert'
  | 'create'
  | 'append'
  | 'append-key'
  | 'audience'
  | 'replace'
  | 'job'

/** What a schedule is set up with. */
export interface StoryConfig {
  readonly kind: DestinationKind
  readonly mode: Sync['mode']
  /**
   * `all-or-none`: a bad record refuses its batch, and nothing of it is applied · `verdicts`: an answer for each
   * record · `blind`: the good ones are applied and the answer says only that something failed.
   */
  readonly atomicity: 'all-or-none' | 'verdicts' | 'blind'
  readonly track: Sync['track']
  readonly sends: 'all' | 'changed'
  readonly onAmbiguous: Sync['onAmbiguous']
  readonly onChange: Sync['onChange']
  readonly duplicateKeys: Sync['duplicateKeys']
  readonly batchRecords: number
  readonly inFlight: number
  /** The largest request that the destination takes; undefined for any. */
  readonly requestBytesMax: number | undefined
  /** Requests in any 10 seconds; undefined for any. */
  readonly requestsPer10s: number | undefined
  readonly guardRemovalsMin: number
  readonly guardRejectsMin: number
  readonly patienceMs: number
  readonly keyLifetimeMs: number
  /** How long an access token of a rotating grant is good; undefined where a fixed token signs. */
  readonly tokenMs: number | undefined
  /** How long a lookup does not see what was written. */
  readonly visibleAfterMs: number
  /** The records at the start. */
  readonly rows: readonly (readonly [key: number, values: RowValues])[]
  /** Keys that the destination has before any sync, for `update`. */
  readonly present: readonly number[]
  readonly hasFilter: boolean
}

/** A change of one record of the source. */
export type RowChange =
  | { readonly do: 'set'; readonly key: number; readonly values: RowValues }
  | { readonly do: 'remove'; readonly key: number }
  /** The record is again as it was before its last change. */
  | { readonly do: 'revert'; readonly key: number }
  | { readonly do: 'swap'; readonly keys: readonly [number, number] }
  | { readonly do: 'twin'; readonly key: number; readonly values: RowValues }
  | { readonly do: 'nullKey' }
  | { readonly do: 'mend' }
  | { readonly do: 'clear' }

/** What goes wrong with the read of a run. */
export type SourceFault = 'breaks' | 'breaks at start' | 'ends without a word' | 'miscounts'

/** An edit of the sync between two runs. */
export type ConfigEdit =
  | 'map score'
  | 'unmap score'
  | 'reorder'
  | 'filter on'
  | 'filter off'
  | 'next track'
  | 'score as text'
  | 'score as number'

/** One thing that somebody does. */
export type StoryAction =
  | { readonly do: 'change'; readonly changes: readonly RowChange[] }
  | {
      readonly do: 'run'
      /** Names the draws of this run: the same whatever else is in the story. */
      readonly id: number
      readonly worker: number
      /** The worker dies before its n-th effect of this run. */
      readonly crashAt?: number
      /** The worker stands still before its n-th effect. */
      readonly pauseAt?: number
      readonly pauseMs?: number
      /** Somebody presses Ctrl-C after so long. */
      readonly cancelAfterMs?: number
      readonly source?: SourceFault
      /** The n-th write of the ledger fails, and those after it too. */
      readonly storeFailsAt?: number
      readonly storeFailures?: number
      /** The write was durable, and only its answer was lost. */
      readonly storeFailsLate?: boolean
      /** The n-th statement of the local engine finds the disk full. */
      readonly engineFailsAt?: number
      /** Confirms what the guard stopped in the last run. */
      readonly isConfirmed?: boolean
      /** What follows starts so soon, while this run may go on. */
      readonly overlapMs?: number
      /** How long it waits for another run of the sync. */
      readonly leaseWaitMs: number
      /** The source changes while the run reads or sends. */
      readonly changeDuring?: readonly RowChange[]
    }
  | { readonly do: 'dry run'; readonly worker: number; readonly id: number }
  | { readonly do: 'edit'; readonly edit: ConfigEdit }
  | { readonly do: 'clock'; readonly jumpMs: number; readonly worker: number }
  | { readonly do: 'wait'; readonly ms: number }
  | {
      /** The state is as the first version of rev left it. */
      readonly do: 'older state'
      /** Whoever brings it up first dies after so many statements. */
      readonly diesAt?: number
    }
  | { readonly do: 'resolve'; readonly worker: number }
  | { readonly do: 'retry rejects'; readonly worker: number }
  | { readonly do: 'skip rejects'; readonly worker: number; readonly keys: readonly number[] }

/** A run of a worker. */
export type RunAction = Extract<StoryAction, { do: 'run' }>

/** Faults of the network and the destination: how often each happens to a request, from 0 to 1. */
export type FaultKind =
  | 'refused'
  | 'reset before'
  | 'reset after'
  | 'timeout before'
  | 'timeout after'
  | 'slow'
  | 'doubled'
  | 'throttled'
  | 'throttled by date'
  | 'throttled badly'
  | 'throttled silently'
  | 'failed'
  | 'failed after'
  | 'unavailable'
  | 'empty'
  | 'cut short'
  | 'one verdict less'
  | 'foreign verdict'
  | 'verdict twice'
  | 'redirected'
  | 'unauthorized'
  | 'throws before'
  | 'throws after'
  | 'hangs before'
  | 'hangs after'
  | 'transient'
  | 'rejected'
  | 'lookup fails'
  | 'job lost'

/** How often each fault happens. */
export type FaultRates = Readonly<Partial<Record<FaultKind, number>>>

/** A whole schedule: data alone, so that it can be printed, shrunk and kept. */
export interface Story {
  readonly seed: number
  readonly config: StoryConfig
  readonly rates: FaultRates
  readonly actions: readonly StoryAction[]
  /** Whether another sync of the same project runs besides, without any fault. */
  readonly hasNeighbour?: boolean
  /** Faults that do not happen although they were drawn. */
  readonly muted: readonly string[]
}
