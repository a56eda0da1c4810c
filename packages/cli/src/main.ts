import path from 'node:path'
import { run } from '@oclif/core/run'
import { createPrinter, isJsonAsked } from './output/printer.ts'
import { reportError } from './output/report-error.ts'

/** Runs one command line. Sets the exit code of the process; throws nothing. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await run([...argv], { root: path.resolve(import.meta.dirname, '..') })
  } catch (error) {
    // A command reports its own errors; these come from before one was found.
    const printer = createPrinter({ isJson: isJsonAsked(argv) })
    const words = argv.filter((word) => !word.startsWith('-'))
    process.exitCode = reportError(error, {
      command: words.slice(0, 2).join(' '),
      printer,
      isDebug: argv.includes('--debug'),
    })
  }
}
