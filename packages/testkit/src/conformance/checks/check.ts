import type { OperationName } from '@revetl/sdk'
import type { PackageUnderTest } from '../package/package-under-test.ts'
import type { SourceTrial } from '../trial/source-trial.ts'
import type { Trial } from '../trial/trial.ts'
import type { WriteTrial } from '../trial/write-trial.ts'

/** The two kinds of connector. */
export type ConnectorKind = 'source' | 'destination'

/**
 * What a check needs: `S` nothing runs · `X` the built package in a process of its own, without network · `M` a
 * simulated vendor · `L` a live account.
 */
export type CheckLevel = 'S' | 'X' | 'M' | 'L'

/** Why a check does not apply to a connector; every skip is reported. */
export interface Skipped {
  readonly skipped: string
}

/** What every check has. */
export interface CheckInfo {
  /** A stable name, `W04`; reports refer to it. */
  readonly id: string
  /** What is promised, as a sentence about the connector. */
  readonly title: string
  readonly level: CheckLevel
  /** A failed `should` is a warning. */
  readonly severity: 'must' | 'should'
  /** Whether the check also runs against a live account. */
  readonly isLive?: boolean
  /** The kinds of connector that it is about; default both. */
  readonly kinds?: readonly ConnectorKind[]
}

/** What a check comes to: nothing, or why it does not apply. It rejects with what is wrong. */
export type CheckEnd = Promise<Skipped | undefined | void>

/** A check of the package's files. */
export interface PackageCheck extends CheckInfo {
  readonly about: 'package'
  readonly run: (subject: PackageUnderTest) => CheckEnd
}

/** A check of the connector as a whole. */
export interface ConnectorCheck extends CheckInfo {
  readonly about: 'connector'
  readonly run: (trial: Trial) => CheckEnd
}

/** A check of one operation, run for each case. */
export interface WriteCheck extends CheckInfo {
  readonly about: 'operation'
  /** The operations that it is about; default all. */
  readonly operations?: readonly OperationName[]
  /** Runs once for each function that writes, however many objects share it; `connector`: once in all. */
  readonly once?: 'write' | 'connector'
  readonly run: (trial: WriteTrial) => CheckEnd
}

/** A check of what a source reads. */
export interface SourceCheck extends CheckInfo {
  readonly about: 'model'
  readonly run: (trial: SourceTrial) => CheckEnd
}

/** Any check of the suite. */
export type Check = PackageCheck | ConnectorCheck | WriteCheck | SourceCheck

/** The end of a check that does not apply. */
export function skip(reason: string): Skipped {
  return { skipped: reason }
}
