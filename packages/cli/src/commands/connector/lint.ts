import * as Args from '@oclif/core/args'
import type { LintFinding } from '@revetl/testkit'
import { findConnectorFolders } from '../../project/connectors-to-test.ts'
import { RevCommand } from '../../rev-command.ts'
import { amountText } from '../../text/number-text.ts'
import type { Style } from '../../text/style.ts'

export default class ConnectorLint extends RevCommand {
  static override summary =
    'Look for mistakes in the files of a connector, each with its place and what to do.'
  static override description =
    'The static checks of the conformance suite, and every use of what a connector may not reach for. Runs none of its code and needs no build.'
  static override examples = ['<%= config.bin %> connector lint ./connectors/destination-acme']
  static override args = {
    connector: Args.string({ description: 'Folder, package name or id; default: this folder.' }),
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ConnectorLint)
    const wanted = { named: args.connector, isAll: false, kind: undefined }
    const [folder = '.'] = await findConnectorFolders(flags, wanted)
    const { lintPackage } = await import('@revetl/testkit')
    const findings = await lintPackage(folder)
    const isBad = findings.some(({ severity }) => severity === 'must')
    const summary =
      findings.length === 0 ? 'Nothing found.' : `${amountText(findings.length, 'finding')}.`
    this.answer({
      exitCode: isBad ? 1 : 0,
      summary,
      result: { folder, findings },
      text: ({ style }) => [...findings.map((one) => findingText(one, style)), summary].join('\n'),
    })
  }
}

function findingText(
  { id, severity, place, expected, got, fix }: LintFinding,
  style: Style,
): string {
  const mark = severity === 'must' ? style('red', '✗') : style('yellow', '!')
  const where = style('bold', `${place.file}:${place.line}`)
  const what = `expected ${expected}, got ${got}`
  return `${mark} ${where}  ${id}  ${what}${fix === undefined ? '' : `\n    → ${fix}`}`
}
