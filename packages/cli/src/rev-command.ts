import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import type { RevError } from '@revetl/sdk'
import { printEnvelope } from './output/envelope.ts'
import { createPrinter, isJsonAsked } from './output/printer.ts'
import { reportError } from './output/report-error.ts'
import type { ErrorTextOptions } from './text/error-text.ts'
import { createStyle } from './text/style.ts'

/** What a command has to say at its end. */
export interface Answer {
  /** Default 0. */
  readonly exitCode?: number
  /** One line for people. */
  readonly summary: string
  /** What `--json` carries. */
  readonly result: unknown
  readonly error?: RevError | undefined
  /** What a person reads; the summary where it is absent. */
  readonly text?: (options: ErrorTextOptions) => string
}

/** The flags that every command has. */
export interface GlobalFlags {
  readonly project?: string | undefined
  readonly debug: boolean
  readonly 'log-level'?: 'debug' | 'info' | 'warn' | 'error' | undefined
}

/** What all commands share: the global flags, one way to answer, one way to fail. */
export abstract class RevCommand extends Command {
  static override baseFlags = {
    project: Flags.string({
      char: 'p',
      summary: 'Folder of the project; default: the nearest one upwards that has a rev.yaml.',
      helpValue: 'PATH',
      helpGroup: 'GLOBAL',
    }),
    json: Flags.boolean({ summary: 'Print one JSON envelope.', helpGroup: 'GLOBAL' }),
    debug: Flags.boolean({ summary: 'Show stack traces and all logs.', helpGroup: 'GLOBAL' }),
    'log-level': Flags.option({
      summary: 'Logs to show on standard error; default: warn.',
      options: ['debug', 'info', 'warn', 'error'] as const,
      helpGroup: 'GLOBAL',
    })(),
  }

  protected readonly printer = createPrinter({ isJson: isJsonAsked(this.argv) })

  /** The command as typed, without arguments. */
  protected get commandName(): string {
    return (this.id ?? '').replaceAll(':', ' ')
  }

  /** Prints the answer as text or as an envelope, and sets the exit code. */
  protected answer({ exitCode = 0, summary, result, error, text }: Answer): void {
    const { printer } = this
    if (printer.isJson) {
      const ok = exitCode === 0
      const command = this.commandName
      printEnvelope({ command, ok, summary, result, error: error ?? null }, printer)
    } else {
      const options = { style: createStyle(process.stdout), projectPath: printer.projectPath }
      printer.out(printer.mask(text?.(options) ?? summary))
    }
    process.exitCode = exitCode
  }

  protected override catch(error: Error): Promise<void> {
    const { flags, baseFlags } = this.ctor
    process.exitCode = reportError(error, {
      command: this.commandName,
      printer: this.printer,
      isDebug: this.argv.includes('--debug'),
      flagNames: Object.keys({ ...flags, ...baseFlags }),
    })
    return Promise.resolve()
  }
}
