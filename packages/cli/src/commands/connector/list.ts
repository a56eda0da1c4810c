import { openConnectors } from '../../project/open-connectors.ts'
import { surveyProject } from '../../project/project-connectors.ts'
import { RevCommand } from '../../rev-command.ts'
import { connectorsText } from '../../text/connector-text.ts'
import { amountText } from '../../text/number-text.ts'

export default class ConnectorList extends RevCommand {
  static override summary = 'List the connectors that the project has installed or names.'
  static override examples = ['<%= config.bin %> connector list']

  override async run(): Promise<void> {
    const { flags } = await this.parse(ConnectorList)
    const { projectPath, connectors: resolver } = await openConnectors(flags, this.printer)
    const { connectors, problems } = await surveyProject(projectPath, resolver)
    this.answer({
      summary: `${amountText(connectors.length, 'connector')}.`,
      result: {
        connectors: connectors.map(({ connector: { packageName, version, manifest }, usedBy }) => ({
          package: packageName,
          version,
          kind: manifest.kind,
          id: manifest.id,
          title: manifest.title,
          usedBy,
        })),
        problems,
      },
      text: (options) => connectorsText(connectors, problems, options),
    })
  }
}
