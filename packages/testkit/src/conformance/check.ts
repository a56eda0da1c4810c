import type { OperationName } from '@revetl/sdk'
import type { ConformanceTarget } from './target.ts'
import type { WriteCase } from './write-case.ts'

/** Why a check does not apply to a connector; every skip is reported. */
export interface Skipped {
  readonly skipped: string
}

/** What every check has. */
export interface CheckInfo {
  /** A stable name, `W04`; reports and waivers of other tools refer to it. */
  readonly id: string
  /** What is promised, as a sentence about the connector. */
  readonly title: string
  /** A failed `should` is a warning. */
  readonly severity: 'must' | 'should'
}

/** A check of the connector as a whole. Rejects with what is wrong. */
export interface ConnectorCheck extends CheckInfo {
  readonly run: (target: ConformanceTarget) => Promise<Skipped | void>
}

/** A check of one operation, run for each case. Rejects with what is wrong. */
export interface WriteCheck extends CheckInfo {
  /** The operations that it is about; default all. */
  readonly operations?: readonly OperationName[]
  readonly run: (target: ConformanceTarget, writeCase: WriteCase) => Promise<Skipped | void>
}
