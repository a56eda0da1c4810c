import { EventEmitter } from 'node:events'
import type { HostileFixture } from './fixture.ts'
import { writeHonestly, writing, type AnyWrite } from './honest-destination.ts'

/** Does harm and then writes as if nothing had been. */
function after(harm: () => unknown): AnyWrite {
  return async (batch, ctx) => {
    harm()
    return writeHonestly(batch, ctx)
  }
}

/** Connectors that end the process they run in. */
export const p04: HostileFixture = {
  id: 'P-04',
  kind: 'connectors',
  contained: 'in-a-child',
  does: 'leaves errors that nobody handles, exits, or kills its parent',
  promise: 'Only its own process ends; the throughput of other syncs does not change.',
  variants: {
    "emits 'error' with no listener": writing(after(() => new EventEmitter().emit('error', 'no'))),
    "emits 'error' in the next turn": writing(
      after(() => setImmediate(() => new EventEmitter().emit('error', new Error('no')))),
    ),
    'leaves a rejection behind': writing(after(() => void Promise.reject(new Error('detached')))),
    'throws in a timer': writing(
      after(() =>
        setTimeout(() => {
          throw new Error('timer')
        }, 1),
      ),
    ),
    'exits with 0': writing(after(() => process.exit(0))),
    'exits with 1': writing(after(() => process.exit(1))),
    aborts: writing(after(() => process.abort())),
    'kills itself': writing(after(() => process.kill(process.pid, 'SIGKILL'))),
    'kills its parent': writing(after(() => process.kill(process.ppid, 'SIGKILL'))),
    'overflows its stack': writing(
      after(() => {
        const deeper = (): number => deeper() + 1
        return deeper()
      }),
    ),
  },
}
