import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { RevError } from '@revetl/sdk'
import { openConnectors } from '../../project/open-connectors.ts'
import { openInstaller } from '../../project/open-installer.ts'
import { surveyProject } from '../../project/project-connectors.ts'
import { RevCommand } from '../../rev-command.ts'

export default class ConnectorRemove extends RevCommand {
  static override summary = 'Uninstall a connector, and drop its pin.'
  static override examples = ['<%= config.bin %> connector remove rev-destination-acme']
  static override args = {
    connector: Args.string({ description: 'Package name or id.', required: true }),
  }
  static override flags = {
    force: Flags.boolean({ summary: 'Also when the project still uses it.' }),
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ConnectorRemove)
    const { projectPath, connectors } = await openConnectors(flags, this.printer, {
      ignoresPins: true,
    })
    const { connectors: known } = await surveyProject(projectPath, connectors)
    const found = known.filter(({ connector: { packageName, manifest } }) =>
      [packageName, manifest.id].includes(args.connector),
    )
    const [one, ...others] = found
    if (one === undefined || others.length > 0) {
      throw new RevError(
        'REV_CONNECTOR_UNKNOWN',
        one === undefined
          ? `Failed to remove ${args.connector}: the project has not installed it.`
          : `Failed to remove ${args.connector}: several packages have this id.`,
        { hint: 'Name the package; `rev connector list` shows what is installed.' },
      )
    }
    const { packageName } = one.connector
    if (one.usedBy.length > 0 && !flags.force) {
      throw new RevError(
        'REV_USAGE',
        `Failed to remove ${packageName}: rev.yaml uses it for ${one.usedBy.join(', ')}.`,
        { hint: 'Take it out of rev.yaml first, or pass --force.' },
      )
    }
    const { installer } = await openInstaller(flags, this.printer)
    await installer.remove(packageName)
    this.answer({ summary: `Removed ${packageName}.`, result: { package: packageName } })
  }
}
