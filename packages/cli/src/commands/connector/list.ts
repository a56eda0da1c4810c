import { openConnectors } from '../../project/open-connectors.ts'
import { indexStanding } from '../../project/index-standing.ts'
import { indexFlags, openIndex } from '../../project/open-installer.ts'
import { surveyProject } from '../../project/project-connectors.ts'
import { RevCommand } from '../../rev-command.ts'
import { connectorsText } from '../../text/connector-text.ts'
import { amountText } from '../../text/number-text.ts'

export default class ConnectorList extends RevCommand {
  static override summary = 'List the connectors that the project has installed or names.'
  static override examples = ['<%= config.bin %> connector list']

  static override flags = { ...indexFlags }

  override async run(): Promise<void> {
    const { flags } = await this.parse(ConnectorList)
    const { projectPath, connectors: resolver } = await openConnectors(flags, this.printer)
    const { connectors, problems } = await surveyProject(projectPath, resolver)
    const { index } = await openIndex(projectPath, flags, this.printer)
    const standings = connectors.map(({ connector }) => indexStanding(connector, index))
    this.answer({
      summary: `${amountText(connectors.length, 'connector')}.`,
      result: {
        connectors: connectors.map(({ connector, usedBy }, place) => ({
          package: connector.packageName,
          version: connector.version,
          kind: connector.manifest.kind,
          id: connector.manifest.id,
          title: connector.manifest.title,
          usedBy,
          index: standings[place],
        })),
        problems,
      },
      text: (options) => connectorsText({ connectors, standings, problems }, options),
    })
  }
}
