/** Ways in which users can log in. */
export type LoginMethod = 'browser' | 'device'

/** What came of a login. */
export interface LoginDone {
  readonly scopes: readonly string[]
  /** Whether it can be renewed without the user. */
  readonly isRenewable: boolean
}

/** A login in a browser on this machine, under way. */
export interface BrowserLogin {
  /** The address to open. */
  readonly url: string
  /** Whether an answer belongs to this login: any page can send the browser to the address of the redirect. */
  isOurs(answer: URLSearchParams): boolean
  /** Trades the vendor's answer for tokens, and keeps them. Once. @throws `REV_AUTH_LOGIN` for any other answer */
  finish(answer: URLSearchParams): Promise<LoginDone>
}

/** A login on another device, under way. */
export interface DeviceLogin {
  /** What the user types at `verificationUrl`. */
  readonly userCode: string
  readonly verificationUrl: string
  /** The same with the code in it, where the vendor gives one. */
  readonly completeUrl: string | undefined
  readonly expiresInMs: number
  /** Waits for the user, and keeps the tokens. @throws `REV_AUTH_LOGIN` where it is denied or too late */
  finish(signal: AbortSignal): Promise<LoginDone>
}

/** What is known of a login. */
export interface LoginStatus {
  readonly atMs: number
  readonly scopes: readonly string[]
  readonly isRenewable: boolean
  /** When the access token is renewed next; absent where the vendor names no lifetime. */
  readonly renewAtMs: number | undefined
}

/** Logging in to a connection and out of it. */
export interface Login {
  readonly methods: readonly LoginMethod[]
  /** Where the browser has to come back to. */
  readonly redirect: {
    readonly host: '127.0.0.1' | 'localhost'
    /** Absent for any. */
    readonly port: number | undefined
    readonly path: string
  }
  /** The scopes that a connection to these objects needs. */
  scopesFor(objects: readonly string[]): readonly string[]
  status(): Promise<LoginStatus | undefined>
  browser(options: {
    readonly redirectUri: string
    readonly scopes: readonly string[]
  }): BrowserLogin
  /** Asks for a code. @throws `REV_AUTH_LOGIN` where it is refused */
  device(options: { readonly scopes: readonly string[] }): Promise<DeviceLogin>
  /**
   * Gives the tokens back and forgets them.
   * @returns `forgotten` where the vendor has no way to give them back, or did not say that it took them.
   */
  logout(): Promise<'revoked' | 'forgotten' | 'absent'>
}
