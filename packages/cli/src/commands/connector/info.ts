import * as Args from '@oclif/core/args'
import type { ProjectConnectors, ResolvedConnector } from '@revetl/registry'
import { isRevError } from '@revetl/sdk'
import { openConnectors } from '../../project/open-connectors.ts'
import { indexStanding } from '../../project/index-standing.ts'
import {
  indexFlags,
  openIndex,
  openInstaller,
  type InstallFlags,
} from '../../project/open-installer.ts'
import { surveyProject } from '../../project/project-connectors.ts'
import { RevCommand } from '../../rev-command.ts'
import { candidateResult, candidateText } from '../../text/candidate-text.ts'
import { connectorText } from '../../text/connector-text.ts'

export default class ConnectorInfo extends RevCommand {
  static override summary = 'Show the options, objects and operations of a connector.'
  static override description =
    'One that is not installed is looked at in the registry that npm is configured for; nothing of it is run.'
  static override examples = [
    '<%= config.bin %> connector info hubspot',
    '<%= config.bin %> connector info ./connectors/mine',
    '<%= config.bin %> connector info rev-destination-acme@1.2.0',
  ]
  static override args = {
    connector: Args.string({ description: 'Id, package name or path.', required: true }),
  }
  static override flags = { ...indexFlags }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ConnectorInfo)
    const { projectPath, connectors: resolver } = await openConnectors(flags, this.printer)
    const { connectors } = await surveyProject(projectPath, resolver)
    const shown = connectors
      .map(({ connector }) => connector)
      .filter(({ packageName, manifest }) => [packageName, manifest.id].includes(args.connector))
    const found = shown.length > 0 ? shown : await resolveEither(resolver, args.connector)
    if (found === undefined) return this.showPublished(args.connector, flags)
    const { index } = await openIndex(projectPath, flags, this.printer)
    this.answer({
      summary: found.map(({ packageName, version }) => `${packageName} ${version}`).join(', '),
      result: {
        connectors: found.map((one) => ({
          package: one.packageName,
          version: one.version,
          index: indexStanding(one, index),
          runsInChild: one.code.command !== undefined || !one.code.isLinked,
          command: one.code.command ?? null,
          permissions: one.manifest.permissions ?? {},
          manifest: one.manifest,
        })),
      },
      text: ({ style }) =>
        found.map((one) => connectorText(one, indexStanding(one, index), style)).join('\n\n'),
    })
  }

  private async showPublished(spec: string, flags: InstallFlags): Promise<void> {
    const { installer } = await openInstaller(flags, this.printer)
    const { candidate, refusals } = await installer.find(spec)
    const { name, version, manifest } = candidate
    this.answer({
      summary: `${name} ${version}, not installed`,
      result: { connectors: [{ ...candidateResult(candidate), refusals, manifest }] },
      text: ({ style }) =>
        [
          candidateText(candidate, Date.now(), style),
          ...refusals.map(({ message }) => `  ${style('yellow', '!')} ${message}`),
        ].join('\n'),
    })
  }
}

/** By reference, as a destination or a source; undefined where the project has nothing of this name. */
async function resolveEither(
  resolver: ProjectConnectors,
  reference: string,
): Promise<readonly ResolvedConnector[] | undefined> {
  for (const kind of ['destination', 'source'] as const) {
    try {
      return [await resolver.resolve(kind, reference)]
    } catch (error) {
      if (!isRevError(error) || error.code !== 'REV_CONNECTOR_UNKNOWN') throw error
      if (kind === 'source' && !isPackageName(reference)) throw error
    }
  }
  return undefined
}

const isPackageName = (reference: string): boolean => /^(@[^/]+\/)?rev-|^@revetl\//.test(reference)
