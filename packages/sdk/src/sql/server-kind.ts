/** What a connection that was not made failed at; undefined for the network and the rest. */
export type ConnectionFault = 'login' | 'database' | 'permission' | 'encryption' | undefined

/** What tells one kind of database server from another. */
export interface ServerKind {
  /** The name in messages, such as `Postgres`. */
  readonly name: string
  /** Schemes of a URL, without the colon; the first one is shown in messages. */
  readonly protocols: readonly [string, ...string[]]
  /** The TCP port where none is given. */
  readonly port: number
  /** Whether a connection without a database goes to the one named after the user. */
  readonly isDatabaseOfUser: boolean
  /** Sorts an error of the driver. What Node says of TLS is known already. */
  readonly faultOf: (error: unknown) => ConnectionFault
  /** What to check when a login was refused. */
  readonly loginHint: string
}
