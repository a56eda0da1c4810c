import * as Args from '@oclif/core/args'
import type { CheckFinding, CheckReport, Project } from '@revetl/core'
import { combinedExitCode, exitCodeOfKind } from '../output/exit-codes.ts'
import { listenForInterrupt } from '../project/interrupt.ts'
import { selectSyncs } from '../project/select-syncs.ts'
import { openSession } from '../project/session.ts'
import { RevCommand } from '../rev-command.ts'
import { checkText } from '../text/check-text.ts'
import { amountText } from '../text/number-text.ts'

export default class Check extends RevCommand {
  static override summary = 'Try the project: files, credentials, models, mappings. Sends nothing.'
  static override description =
    'Connects to every source and destination that the syncs use, and compares each mapping with the columns of its model and the fields of its object. All that it writes is the scratch schema of a sync that compares in its warehouse or logs its runs there, where it is not there yet.'
  static override examples = ['<%= config.bin %> check', '<%= config.bin %> check contacts --json']
  static override strict = false
  static override args = {
    sync: Args.string({ description: 'Syncs to check; default: all.' }),
  }

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(Check)
    using interrupt = listenForInterrupt(this.printer)
    await using session = await openSession(
      flags,
      this.printer,
      argv.length > 0 ? 'noted' : 'nothing',
    )
    const syncs = selectSyncs(session.project, argv as string[])
    const checked = await session.engine.check({ syncs, signal: interrupt.signal })
    const report = { ...checked, findings: [...warningsOf(session.project), ...checked.findings] }
    this.answer({
      exitCode: exitCodeOfCheck(report),
      summary: summaryOf(report),
      result: report,
      error: report.findings.find(({ severity }) => severity === 'error')?.error,
      text: (options) => `${checkText(report, options)}\n\n${summaryOf(report)}`,
    })
  }
}

/** What the files alone say, such as a secret that stands in rev.yaml itself. */
function warningsOf({ name, warnings }: Project): CheckFinding[] {
  return warnings.map((error) => ({ severity: 'warning', subject: name, error }))
}

function exitCodeOfCheck({ findings }: CheckReport): number {
  const errors = findings.filter(({ severity }) => severity === 'error')
  return combinedExitCode(errors.map(({ error }) => exitCodeOfKind(error.kind)))
}

function summaryOf({ connections, syncs, findings }: CheckReport): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const warnings = findings.length - errors
  const checked = `${amountText(connections.length, 'connection')} and ${amountText(syncs.length, 'sync')} checked`
  const parts = [
    errors > 0 ? amountText(errors, 'error') : 'no errors',
    ...(warnings > 0 ? [amountText(warnings, 'warning')] : []),
  ]
  return `${checked}: ${parts.join(', ')}.`
}
