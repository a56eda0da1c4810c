import type { Value } from '@revetl/sdk'

/**
 * How a value that was read back differs from the one that was delivered. `truncated`: its end is missing ·
 * `normalised`: the same but for case, whitespace or the form of a number · `different`: anything else.
 */
export type Drift = 'truncated' | 'normalised' | 'different'

/** One value that the destination has otherwise; both are `undefined` where the field holds personal data. */
export interface DriftExample {
  readonly key: readonly Value[]
  readonly drift: Drift
  readonly sent: Value | undefined
  readonly found: Value | undefined
}

/** A field with at least one value that differs. */
export interface FieldDrift {
  readonly field: string
  readonly truncated: number
  readonly normalised: number
  readonly different: number
  /** Whether the field holds personal data, of which no value is told. */
  readonly isMasked: boolean
  /** The first few. */
  readonly examples: readonly DriftExample[]
}

/** How the runs of a sync read back what they delivered. */
export interface ReadBackRule {
  /** Records of a run, at most. */
  readonly sampleMax: number
  /** The run is partial where more than this share of the sample differs or is missing; undefined for a note alone. */
  readonly driftPercentMax: number | undefined
}

/** What a destination has of a sample of the records that it accepted. checked = equal + differing + missing. */
export interface ReadBackReport {
  readonly sync: string
  readonly destination: string
  readonly object: string
  /** How many records the sample was taken from. */
  readonly delivered: number
  readonly checked: number
  readonly equal: number
  /** Records with a field that differs. */
  readonly differing: number
  /** Records that were not found. */
  readonly missing: number
  /** Records of the sample, or of all for `recent` and `unknown`, that could not be compared. */
  readonly notCompared: {
    /** The values that were delivered are not kept, and the model has others by now, or none. */
    readonly changed: number
    /** Delivered so short ago that the destination may not show them yet. */
    readonly recent: number
    /** Nobody knows what was delivered last: a request was never answered. */
    readonly unknown: number
    /** A value by which they are found is not known, or null. */
    readonly unmatched: number
  }
  /** Fields that were compared. */
  readonly fieldsCompared: readonly string[]
  /** Fields that were delivered and that no record gave back: the destination cannot read them, or has none of them. */
  readonly fieldsAbsent: readonly string[]
  readonly fields: readonly FieldDrift[]
  /** Keys of records that were not found; the first few. */
  readonly missingKeys: readonly (readonly Value[])[]
  readonly notes: readonly string[]
}
