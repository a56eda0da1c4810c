import {
  parseJson,
  vendorReason,
  type HttpResponse,
  type Value,
  type VendorReason,
} from '@revetl/sdk'
import { isAmong, textAt, valueAt } from './value-at.ts'

/** Where the reasons of a no are. */
export interface ReasonPaths {
  readonly message?: readonly string[] | undefined
  readonly code?: readonly string[] | undefined
  readonly field?: readonly string[] | undefined
  readonly retryCodes?: readonly (string | number | boolean)[]
}

/** Why the API said no. */
export interface Reason extends VendorReason {
  /** Whether the code is one of those that mean: try again later. */
  readonly isTransient: boolean
}

/** The reason in an entry of a list; `usual` holds where no path leads to anything. */
export function reasonOf(
  value: Value | undefined,
  paths: ReasonPaths,
  usual: VendorReason,
): Reason {
  const message = textAt(value, paths.message)
  const vendorCode = textAt(value, paths.code)
  const field = textAt(value, paths.field)
  return {
    ...usual,
    isTransient: paths.code !== undefined && isAmong(valueAt(value, paths.code), paths.retryCodes),
    ...(message === undefined ? {} : { message }),
    ...(vendorCode === undefined ? {} : { vendorCode }),
    ...(field === undefined ? {} : { field }),
  }
}

/** The reason that a whole answer gives. */
export function reasonIn(response: HttpResponse, paths: ReasonPaths): Reason {
  return reasonOf(jsonOf(response), paths, vendorReason(response))
}

/** The body of a refusal as far as it is JSON: what it says then is only used to explain. */
export function jsonOf(response: Pick<HttpResponse, 'bytes'>): Value | undefined {
  try {
    return parseJson(new TextDecoder().decode(response.bytes))
  } catch {
    return undefined
  }
}
