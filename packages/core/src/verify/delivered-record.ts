import type { ValueType } from '@revetl/sdk'

/** A field whose value at the destination is the one that was delivered, where nobody changed it. */
export interface ComparedField {
  readonly name: string
  readonly type: ValueType
  /** Whether a null was not sent and left alone what was there. */
  readonly omitsNulls: boolean
  readonly isMasked: boolean
}

/** A record as it was delivered. */
export interface DeliveredRecord {
  /** Canonical JSON array of the key's columns. */
  readonly key: string
  /** The delivered fields as one JSON object. */
  readonly json: string
}
