import {
  auditConnectors,
  auditSignatures,
  createConnectorResolver,
  createNpmClient,
  readPins,
} from '@revetl/registry'
import * as Flags from '@oclif/core/flags'
import { isRevError } from '@revetl/sdk'
import { installedPackages } from '../../project/installed-packages.ts'
import { indexFlags, openIndex } from '../../project/open-installer.ts'
import { findProjectFolder } from '../../project/project-folder.ts'
import { RevCommand } from '../../rev-command.ts'
import { amountText } from '../../text/number-text.ts'
import { provenanceText } from '../../text/provenance-text.ts'

export default class ConnectorAudit extends RevCommand {
  static override summary =
    'Hold the installed connectors against rev.lock, the index and the registry.'
  static override description =
    'Says what was changed after it was pinned, what was yanked or deprecated, whose signature or provenance npm finds bad, and what nobody has tested. Exit code 1 where something is bad.'
  static override examples = ['<%= config.bin %> connector audit']
  static override flags = {
    offline: Flags.boolean({
      summary: 'Do not ask the registry what was deprecated, and verify no signature.',
    }),
    ...indexFlags,
  }

  override async run(): Promise<void> {
    const { flags } = await this.parse(ConnectorAudit)
    const projectPath = findProjectFolder(flags.project)
    this.printer.projectPath = projectPath
    const { index, isExpired } = await openIndex(projectPath, flags, this.printer)
    const npm = createNpmClient(projectPath)
    const connectors = await installedPackages(projectPath)
    const installed = { connectors, pins: (await readPins(projectPath)) ?? {} }
    const signatures = flags.offline ? undefined : await auditSignatures(projectPath, installed)
    const findings = await auditConnectors({
      ...installed,
      index,
      signatures,
      deprecated: async (name, version) => {
        if (flags.offline) return undefined
        try {
          return (await npm.version(name, version)).deprecated
        } catch (error) {
          // It was never published, or is gone: what is installed is all there is.
          if (isRevError(error) && error.code === 'REV_CONNECTOR_UNKNOWN') return undefined
          throw error
        }
      },
    })
    const { problems } = await createConnectorResolver({ projectPath }).survey()
    const bad = findings.filter(({ severity }) => severity === 'bad')
    const badCount = bad.length + problems.length
    const summary = `${amountText(connectors.length, 'connector')}: ${badCount} bad, ${findings.length - bad.length} to know.`
    this.answer({
      exitCode: badCount > 0 ? 1 : 0,
      summary,
      result: {
        connectors: connectors.length,
        findings,
        problems,
        isIndexExpired: isExpired,
        signatures: signatures ?? null,
      },
      text: ({ style }) =>
        [
          ...findings.map(
            ({ severity, package: name, version, message }) =>
              `${severity === 'bad' ? style('red', '✗') : style('yellow', '!')} ${style('bold', name)} ${version}: ${message}`,
          ),
          ...problems.map(({ message }) => `${style('red', '✗')} ${message}`),
          provenanceText(connectors, signatures),
          summary,
        ].join('\n'),
    })
  }
}
