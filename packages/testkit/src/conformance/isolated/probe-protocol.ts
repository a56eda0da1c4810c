import type { OperationName, ValueType } from '@revetl/sdk'
import type { Access } from './access-recorder.ts'

/** A case as it travels to another process. */
export interface ProbeCase {
  readonly name: string
  readonly object: string
  readonly operation: OperationName
  readonly matchOn: readonly string[] | undefined
  readonly types: Readonly<Record<string, ValueType>> | undefined
  /** Each record as JSON, so that no digit is lost. */
  readonly records: readonly string[]
}

/** What the child is to do. */
export type ProbeTask =
  | { readonly kind: 'import' }
  | {
      readonly kind: 'exercise'
      readonly config: object
      readonly projectPath: string | undefined
      readonly egressAllow: readonly string[]
      readonly cases: readonly ProbeCase[]
    }
  | {
      readonly kind: 'repeat'
      readonly config: object
      readonly projectPath: string | undefined
      readonly egressAllow: readonly string[]
      readonly case: ProbeCase
      readonly batches: number
      readonly recordsMax: number
      /** Waits after each batch until a line comes, so that it can be killed in between. */
      readonly isPaced: boolean
    }

/** What the child is told. */
export interface ProbeRequest {
  readonly folder: string
  readonly entry: string
  readonly task: ProbeTask
}

/** What an import did. */
export interface ImportReport {
  readonly error: string | undefined
  readonly cpuMs: number
  readonly accesses: readonly Access[]
  /** The kind of thing that keeps the process alive. */
  readonly resources: readonly string[]
  readonly schemas: readonly string[]
  readonly problems: readonly string[]
  readonly loadCode: string | undefined
  readonly loadMessage: string | undefined
}

/** What became of one case in the child. */
export interface CaseReport {
  readonly name: string
  readonly statuses: readonly string[]
  readonly code: string | undefined
  readonly error: string | undefined
  readonly isTyped: boolean
}

/** What a connection did from its opening to its end. */
export interface ExerciseReport {
  readonly cases: readonly CaseReport[]
  readonly accesses: readonly Access[]
  readonly hosts: readonly string[]
  readonly resources: readonly string[]
  readonly closeErrors: readonly string[]
}

/** How much memory many batches took. */
export interface RepeatReport {
  readonly heapBytesEarly: number
  readonly heapBytesLate: number
}
