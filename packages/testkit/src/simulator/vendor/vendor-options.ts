import type { Value, ValueRecord } from '@revetl/sdk'
import type { QuotaOptions } from '../quota-window.ts'
import type { Reply } from '../reply.ts'
import type { SimulatorRequest } from '../request.ts'
import type { Route } from '../route.ts'
import type { Simulator, SimulatorOptions, VendorErrors } from '../simulator-options.ts'

/** What a call does to records. */
export type VendorAction =
  | 'upsert'
  | 'update'
  | 'create'
  | 'delete'
  | 'append'
  | 'add'
  | 'remove'
  | 'find'

/** What a vendor did with one record of a request. */
export interface RecordResult {
  /** Its place in the request, from 0. */
  readonly index: number
  readonly record: ValueRecord
  readonly did:
    | 'created'
    | 'updated'
    | 'deleted'
    | 'found'
    /** There is none to update, to delete or to find. */
    | 'missing'
    /** There is one already. */
    | 'exists'
    | 'refused'
    /** Not now: another request holds it. */
    | 'locked'
  /** Why it was refused. */
  readonly reason?: string
  /** The vendor's own id. */
  readonly id?: string
  /** The record as the vendor has it, for `find`. */
  readonly stored?: ValueRecord
}

/** One end point. */
export interface VendorCall {
  readonly does: VendorAction
  /** Default POST. */
  readonly method?: string
  /** With parameters after colons: `/users/:id`. */
  readonly path: string
  /** The records in a request; default the JSON list that is its body. */
  readonly records?: (
    request: SimulatorRequest,
    params: Readonly<Record<string, string>>,
  ) => readonly ValueRecord[]
  /** The vendor's words for what it did. */
  readonly answer: (results: readonly RecordResult[], request: SimulatorRequest) => Reply
  /** A header whose value makes a repeated request the same one: its first answer is given again. */
  readonly idempotencyHeader?: string
  /** Takes the request as a job: `answer` is what the end point of its results says in the end. */
  readonly job?: VendorJob
}

/** How a job is submitted and followed. */
export interface VendorJob {
  readonly submitted: (job: string) => Reply
  /** Where it is followed, with `:job` in it. */
  readonly path: string
  readonly running: Reply
  /** How often it is still running; default once. */
  readonly polls?: number
}

/** What a vendor does that its documents do not say. */
export interface VendorQuirks {
  /** One refused record refuses the request, and nothing of it is written. */
  readonly refusesWhole?: boolean
  /** One refused record refuses the request, and the others are written all the same. */
  readonly refusesAfterWriting?: boolean
  /** Says yes and writes nothing. */
  readonly writesNothing?: boolean
  /** Records to which it says yes and which it does not keep. */
  readonly loses?: (record: ValueRecord) => boolean
  /** Says yes and writes later, or never. */
  readonly onlyQueues?: boolean
  /** A new record is not found for so long. */
  readonly invisibleForMs?: number
  /** Longer texts are cut without a word. */
  readonly cutsTextsAt?: number
  /** Fields that are kept in lower case. */
  readonly lowerCases?: readonly string[]
  /** null leaves a field as it is. */
  readonly ignoresNull?: boolean
  /** Every write to a record is refused as locked the first time. */
  readonly locksOnce?: boolean
  /** Records on which the API falls over: status 500, nothing written. */
  readonly crashesOn?: (record: ValueRecord) => boolean
}

/** A kind of thing that a vendor keeps. */
export interface VendorObject {
  /** Sets of fields that identify a record, the best first; none for what is only appended. */
  readonly keys?: readonly (readonly string[])[]
  readonly calls: readonly VendorCall[]
  /** Why a record is refused; nothing where it is good. */
  readonly refuse?: (record: ValueRecord) => string | undefined
  /** More records in a request are refused as a whole. */
  readonly recordsMax?: number
  readonly quirks?: VendorQuirks
}

/** OAuth 2 at a vendor. */
export interface VendorOAuth {
  readonly path: string
  readonly refreshToken: string
  /** Whether each refresh token is good for one use, and a second use ends the grant. */
  readonly rotates?: boolean
}

/** A vendor, declared. */
export interface VendorOptions extends Pick<
  SimulatorOptions,
  | 'resultLists'
  | 'foreignResult'
  | 'contraryResult'
  | 'miscounted'
  | 'keepsOrder'
  | 'quotaHeaders'
  | 'latencyMs'
  | 'seed'
> {
  /** The header that lets a request in. */
  readonly credentials?: { readonly header: string; readonly value: string }
  readonly oauth?: VendorOAuth
  /** Where the account tells who it is. */
  readonly account: { readonly path: string; readonly body: Value }
  readonly objects: Readonly<Record<string, VendorObject>>
  /** Further end points, for what no object of the declaration has. */
  readonly routes?: readonly Route[]
  readonly limits?: readonly QuotaOptions[]
  /** Default: a status and `{ message }`. */
  readonly errors?: Partial<VendorErrors> & {
    /** A request that is refused as a whole. */
    readonly invalid?: (reason: string, request: SimulatorRequest) => Reply
  }
}

/** A declared vendor on 127.0.0.1. */
export interface SimulatedVendor extends Simulator {
  /** The records of an object as they are now. */
  records(object: string): readonly ValueRecord[]
  /** How many access tokens were given out. */
  readonly tokensIssued: number
  /** Ends every access token. */
  expireTokens(): void
  /** Ends every grant. */
  revokeGrants(): void
}
