import type { Logger, Value } from '@revetl/sdk'
import type { GlobalFlags } from '../rev-command.ts'
import { oneLine } from '../text/value-text.ts'
import type { Printer } from './printer.ts'

const levels = ['debug', 'info', 'warn', 'error'] as const

/** One line on standard error for each message of at least the asked level. */
export function createLogger(flags: GlobalFlags, printer: Printer): Logger {
  const level = flags['log-level'] ?? (flags.debug ? 'debug' : 'warn')
  const write =
    (own: (typeof levels)[number]) =>
    (message: string, details: Readonly<Record<string, Value>> = {}) => {
      if (levels.indexOf(own) < levels.indexOf(level)) return
      const pairs = Object.entries(details).map(
        ([name, value]) => `${name}=${JSON.stringify(value)}`,
      )
      printer.err(oneLine([own.padEnd(5), message, ...pairs].join(' ')))
    }
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  }
}
