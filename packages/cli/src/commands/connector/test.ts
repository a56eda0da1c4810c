import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import type { ConnectorReport } from '@revetl/testkit'
import { findConnectorFolders } from '../../project/connectors-to-test.ts'
import { RevCommand } from '../../rev-command.ts'
import { conformanceSummary, conformanceText } from '../../text/conformance-text.ts'

export default class ConnectorTest extends RevCommand {
  static override summary =
    'Test connectors against the contract, and say how far each can be trusted.'
  static override description =
    'Checks the files of the package, its code in a process of its own, and what it does to the simulated vendor that its test/conformance.config.ts starts. Needs the package built.'
  static override examples = [
    '<%= config.bin %> connector test',
    '<%= config.bin %> connector test ./connectors/destination-acme --only W05,F01',
    '<%= config.bin %> connector test --all --json',
  ]
  static override args = {
    connector: Args.string({ description: 'Folder, package name or id; default: this folder.' }),
  }
  static override flags = {
    all: Flags.boolean({ summary: 'All that are installed, and all in connectors/.' }),
    kind: Flags.option({
      summary: 'Only of this kind.',
      options: ['source', 'destination'] as const,
    })(),
    only: Flags.string({ summary: 'Only these checks.', helpValue: 'ID,…' }),
    live: Flags.boolean({ summary: 'Also on the live account that the conformance file names.' }),
    against: Flags.string({
      summary: 'Compare with a published version, for the checks about releases.',
      helpValue: 'VERSION',
    }),
    junit: Flags.boolean({ summary: 'Print JUnit XML.', exclusive: ['sarif', 'json'] }),
    sarif: Flags.boolean({
      summary: 'Print what is wrong with the files as SARIF.',
      exclusive: ['junit', 'json'],
    }),
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ConnectorTest)
    const wanted = { named: args.connector, isAll: flags.all, kind: flags.kind }
    const folders = await findConnectorFolders(flags, wanted)
    const { allChecks, testPackage, toJunit, toSarif } = await import('@revetl/testkit')
    const { publishedFacts } = await import('../../project/published-facts.ts')
    const only = flags.only?.split(',')
    const reports: ConnectorReport[] = []
    for (const folder of folders) {
      const facts = flags.against === undefined ? {} : await publishedFacts(folder, flags.against)
      const options = { facts, isLive: flags.live, ...(only === undefined ? {} : { only }) }
      reports.push(await testPackage(folder, options))
    }
    this.answer({
      exitCode: reports.some(({ failed }) => failed > 0) ? 1 : 0,
      summary: conformanceSummary(reports),
      result: { connectors: reports },
      text: ({ style }) => {
        if (flags.junit) return toJunit(reports)
        if (flags.sarif) return JSON.stringify(toSarif(reports, allChecks), null, 2)
        return `${conformanceText(reports, style)}\n\n${conformanceSummary(reports)}`
      },
    })
  }
}
