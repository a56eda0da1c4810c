import type { Signature } from './sign.ts'

/** What signs the requests of a connection. */
export interface Credentials {
  /** The signature of the next request. */
  sign(signal: AbortSignal): Signature | Promise<Signature>
  /**
   * A request with this signature was answered with 401.
   * @returns when another try with a newer signature makes sense.
   * @throws `REV_AUTH_INVALID` or `REV_AUTH_REFRESH`, class auth, when the credentials are dead.
   */
  refused(signature: Signature, title: string, signal: AbortSignal): Promise<void>
  /** A request with this signature was answered with something else. */
  accepted(signature: Signature): void
  /** Resolves when no renewal is under way: one that is cut off can cost the grant. */
  settle(): Promise<void>
}
