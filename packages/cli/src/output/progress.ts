import type { RunProgress } from '@revetl/core'
import { progressText } from '../text/progress-text.ts'

const terminalEveryMs = 100
const plainEveryMs = 5000

/** The progress of one run on standard error. */
export interface Progress extends Disposable {
  update(progress: RunProgress): void
}

/** One line that moves on a terminal; a line every few seconds elsewhere; nothing where it is not wanted. */
export function createProgress(options: {
  readonly isQuiet: boolean
  readonly stream?: NodeJS.WriteStream
  /** Milliseconds that never go backwards. */
  readonly nowMs?: () => number
}): Progress {
  const { isQuiet, stream = process.stderr, nowMs = () => performance.now() } = options
  const isTerminal = stream.isTTY
  const everyMs = isTerminal ? terminalEveryMs : plainEveryMs
  let nextMs = isTerminal ? 0 : nowMs() + everyMs
  let hasLine = false
  return {
    update: (progress) => {
      if (isQuiet || nowMs() < nextMs) return
      nextMs = nowMs() + everyMs
      const width = stream.columns > 0 ? stream.columns - 1 : 79
      const text = progressText(progress)
      stream.write(isTerminal ? `\r\u001B[2K${text.slice(0, width)}` : `${text}\n`)
      hasLine = isTerminal
    },
    [Symbol.dispose]: () => {
      if (hasLine) stream.write('\r\u001B[2K')
    },
  }
}
