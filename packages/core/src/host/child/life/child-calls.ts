import type { RevError } from '@revetl/sdk'
import { errorFromWire, type ConnectorMessage } from '@revetl/sdk/protocol'
import type { PendingCall } from './pending-call.ts'

type Answer = Extract<ConnectorMessage, { readonly call: number }>

/** The calls that are under way in one life of a connector, and how many writes it takes. */
export class ChildCalls {
  readonly #calls = new Map<number, PendingCall>()
  readonly #waitingForCredit: (() => void)[] = []
  #writesLeft = 1
  #hasEnded = false

  add(call: number, pending: PendingCall): void {
    this.#calls.set(call, pending)
  }

  get(call: number): PendingCall | undefined {
    return this.#calls.get(call)
  }

  /** @returns whether the call was under way */
  drop(call: number): boolean {
    return this.#calls.delete(call)
  }

  /** Hands a message to its call, and the bytes that follow it. @returns whether there is one */
  answer(message: Answer, bytes: Buffer | undefined, nowMs: number): boolean {
    const pending = this.#calls.get(message.call)
    // Invariant 15: a late answer belongs to a call that nobody waits for, and to no other.
    if (pending === undefined) return false
    pending.heard(nowMs)
    if (message.type === 'error') pending.fail(errorFromWire(message.error))
    else if (!pending.take(message, bytes)) return true
    this.#calls.delete(message.call)
    if (pending.kind === 'write') this.giveWrites(1)
    return true
  }

  /** A call that has been silent for too long, if there is one. */
  overdue(nowMs: number): PendingCall | undefined {
    return this.#calls.values().find((call) => call.isOverdue(nowMs))
  }

  /** The connector takes so many more writes. */
  giveWrites(writes: number): void {
    this.#writesLeft += writes
    for (const resume of this.#waitingForCredit.splice(0)) resume()
  }

  /** Sets how many writes the connector takes at once, when it says so. */
  startWrites(writes: number): void {
    this.#writesLeft = writes
  }

  /** Waits until the connector takes another write, or has ended. */
  async creditForWrite(): Promise<void> {
    while (this.#writesLeft < 1 && !this.#hasEnded) {
      await new Promise<void>((resolve) => this.#waitingForCredit.push(resolve))
    }
    this.#writesLeft--
  }

  /** Fails every call with the end of the process. */
  end(error: RevError): void {
    this.#hasEnded = true
    for (const call of this.#calls.values()) call.fail(error)
    this.#calls.clear()
    this.giveWrites(1)
  }
}
