import { RevError } from '@revetl/sdk'
import type { Printer } from '../output/printer.ts'

// The promise is 5 s from Ctrl-C to the prompt; what the engine has not ended by then is recovered by the next run.
const graceMs = 4500

/** The user's wish to stop. */
export interface Interrupt extends Disposable {
  readonly signal: AbortSignal
}

/** Turns the first Ctrl-C (or a polite kill) into an abort, and the second into the end of the process. */
export function listenForInterrupt(printer: Printer): Interrupt {
  const controller = new AbortController()
  let killer: NodeJS.Timeout | undefined
  const stop = () => {
    if (controller.signal.aborted) process.exit(130)
    printer.err('Stopping after the requests under way … (Ctrl-C again to stop at once)')
    killer = setTimeout(() => {
      printer.err('Stopped without waiting any longer; the next run recovers what was under way.')
      process.exit(1)
    }, graceMs)
    controller.abort(new RevError('REV_RUN_CANCELLED', 'The run was stopped before its end.'))
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      clearTimeout(killer)
      process.off('SIGINT', stop).off('SIGTERM', stop)
    },
  }
}
