/** A call of the ledger that came back. */
export interface LedgerCall {
  readonly name: string
  readonly args: readonly unknown[]
  readonly result: unknown
}
