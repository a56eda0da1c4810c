import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { searchIndex, searchNpm, type PublishedConnector } from '@revetl/registry'
import { isRevError } from '@revetl/sdk'
import { findProjectFolder } from '../../project/project-folder.ts'
import { indexFlags, openIndex } from '../../project/open-installer.ts'
import { RevCommand } from '../../rev-command.ts'
import { foundText } from '../../text/found-text.ts'
import { amountText } from '../../text/number-text.ts'

export default class ConnectorSearch extends RevCommand {
  static override summary = 'Search the index of known connectors, and npm.'
  static override description =
    'The index has what is tested. npm has whatever its authors publish under the keyword rev-connector: nobody has looked at it, and it says so.'
  static override examples = [
    '<%= config.bin %> connector search crm',
    '<%= config.bin %> connector search',
  ]
  static override strict = false
  static override args = {
    word: Args.string({ description: 'Words that all have to be found; default: everything.' }),
  }
  static override flags = {
    offline: Flags.boolean({ summary: 'Search the index alone, without asking npm.' }),
    ...indexFlags,
  }

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(ConnectorSearch)
    const words = argv as string[]
    const projectPath = projectIfAny(flags.project)
    const { index } = await openIndex(projectPath, flags, this.printer)
    const found = searchIndex(index, words)
    const published = flags.offline ? undefined : await this.published(projectPath ?? '.', words)
    const others = published?.filter((one) => index.connectors[one.package] === undefined)
    const beyond =
      others === undefined
        ? ''
        : ` npm has ${others.length || 'no'} more that are not in the index.`
    this.answer({
      summary: `${amountText(found.length, 'connector')} in the index.${beyond}`,
      result: {
        sequence: index.sequence,
        connectors: found.map(({ package: name, version, connector }) => {
          const { versions, ...rest } = connector
          return { package: name, version, ...rest, ...versions[version ?? ''] }
        }),
        // Null where npm was not asked, or could not be.
        notInIndex: others ?? null,
      },
      text: ({ style }) => foundText(found, others, style),
    })
  }

  /** What npm has; a registry that cannot be searched is no reason to show nothing. */
  private async published(
    folder: string,
    words: readonly string[],
  ): Promise<readonly PublishedConnector[] | undefined> {
    try {
      return await searchNpm(folder, words)
    } catch (error) {
      if (!isRevError(error)) throw error
      this.printer.err(
        `npm could not be searched, so only the index is shown. ${error.message} A package can be added by its name all the same.`,
      )
      return undefined
    }
  }
}

/** A search needs no project; where there is one, an index that is older than the one it has seen is refused. */
function projectIfAny(named: string | undefined): string | undefined {
  try {
    return findProjectFolder(named)
  } catch (error) {
    if (named !== undefined) throw error
    return undefined
  }
}
