import type { Simulator } from '../simulator/simulator-options.ts'

/** One file of a vendor's description: OpenAPI 3, Swagger 2 or Meta's own format, as JSON or YAML. */
export interface Description {
  /** Its path inside the vendor's folder. */
  readonly file: string
  /**
   * The paths in front of the description's own under which the simulator answers, such as `/services/data/v63.0`;
   * default the paths of the servers that the description names.
   */
  readonly servers?: readonly string[]
}

/** A place where the description is wrong and the connector or its simulator right. */
export interface DescriptionException {
  /** As the description writes it, `POST /lists/{id}/add`, or the path as it was sent where it has none; `*` for all. */
  readonly operation: string
  /** Only in requests or only in answers; default both. */
  readonly in?: 'request' | 'answer'
  /**
   * Where: `/body/inputs/0/id`, `/query/limit`, `/path/id`, `/headers/revision`, `/status`. `*` stands for one name or
   * index, `**` at the end for everything below, and the empty text for an operation that is not described.
   */
  readonly pointer: string
  /** Only this JSON Schema keyword, such as `format` or `required`; default any. */
  readonly keyword?: string
  /** Why the description is wrong, in a sentence. */
  readonly why: string
  /** Where the vendor says so, and the day that it was read. */
  readonly source: string
}

/** A vendor with a description of its API, kept outside the repository. */
export interface DescribedVendor {
  /** The vendor's folder inside the folder of descriptions. */
  readonly folder: string
  readonly descriptions: readonly Description[]
  /** Each has to match something, or it is an error itself. */
  readonly exceptions?: readonly DescriptionException[]
  /**
   * Traffic beyond that of the conformance suite, such as rare answers: starts simulators of its own and hands each
   * to `observe` before the first request.
   */
  readonly scenario?: (observe: (simulator: Simulator) => void) => Promise<void>
}

/** A connector whose other side has no description, in a sentence that says so. */
export interface UndescribedVendor {
  readonly none: string
}

/** What a connector is held against: the default export of its `test/vendor-spec.config.ts`. */
export type VendorSpec = DescribedVendor | UndescribedVendor

/** Says which description of the vendor holds for a connector, or that there is none. */
export function defineVendorSpec(spec: VendorSpec): VendorSpec {
  return spec
}
