import * as Args from '@oclif/core/args'
import type { ProjectConnectors, ResolvedConnector } from '@revetl/registry'
import { isRevError } from '@revetl/sdk'
import { openConnectors } from '../../project/open-connectors.ts'
import { surveyProject } from '../../project/project-connectors.ts'
import { RevCommand } from '../../rev-command.ts'
import { connectorText } from '../../text/connector-text.ts'

export default class ConnectorInfo extends RevCommand {
  static override summary = 'Show the options, objects and operations of a connector.'
  static override examples = [
    '<%= config.bin %> connector info hubspot',
    '<%= config.bin %> connector info ./connectors/mine',
  ]
  static override args = {
    connector: Args.string({ description: 'Id, package name or path.', required: true }),
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ConnectorInfo)
    const { projectPath, connectors: resolver } = await openConnectors(flags, this.printer)
    const { connectors } = await surveyProject(projectPath, resolver)
    const shown = connectors
      .map(({ connector }) => connector)
      .filter(({ packageName, manifest }) => [packageName, manifest.id].includes(args.connector))
    const found = shown.length > 0 ? shown : [await resolveEither(resolver, args.connector)]
    this.answer({
      summary: found.map(({ packageName, version }) => `${packageName} ${version}`).join(', '),
      result: {
        connectors: found.map(({ packageName, version, manifest, code }) => ({
          package: packageName,
          version,
          runsInChild: code.command !== undefined || !code.isLinked,
          command: code.command ?? null,
          permissions: manifest.permissions ?? {},
          manifest,
        })),
      },
      text: ({ style }) => found.map((one) => connectorText(one, style)).join('\n\n'),
    })
  }
}

/** By reference, as a source or a destination: whichever it is. */
async function resolveEither(
  resolver: ProjectConnectors,
  reference: string,
): Promise<ResolvedConnector> {
  try {
    return await resolver.resolve('destination', reference)
  } catch (error) {
    if (!isRevError(error) || error.code !== 'REV_CONNECTOR_UNKNOWN') throw error
    return await resolver.resolve('source', reference)
  }
}
