import { RevError, type OperationName, type SessionInfo } from '@revetl/sdk'
import type { ChildConnection } from './child-connection.ts'

type Target = Pick<SessionInfo, 'operation'> & { readonly object: { readonly name: string } }

/** Sessions live and die with the process that holds them. */
export class ChildSessions {
  readonly #child: ChildConnection
  readonly #lives = new Map<string, number>()

  constructor(child: ChildConnection) {
    this.#child = child
  }

  /** Notes a session that opens; refuses to commit one whose process is gone. */
  async before(step: 'open' | 'commit' | 'abort', info: SessionInfo): Promise<void> {
    await this.#child.life()
    const key = keyOf(info)
    if (step === 'commit') this.check(info)
    if (step === 'open') this.#lives.set(key, this.#child.lives)
    else this.#lives.delete(key)
  }

  /** @throws `REV_CONNECTOR_CRASHED` where the process that held the session is gone */
  check(target: Target): void {
    const life = this.#lives.get(keyOf(target))
    if (life === undefined || life === this.#child.lives) return
    throw new RevError(
      'REV_CONNECTOR_CRASHED',
      `Failed to go on with ${target.operation} of ${target.object.name}: the process that held it has ended.`,
      { delivery: 'not-applied' },
    )
  }
}

function keyOf({
  object,
  operation,
}: {
  object: { name: string }
  operation: OperationName
}): string {
  return JSON.stringify([object.name, operation])
}
