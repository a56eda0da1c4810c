import * as Args from '@oclif/core/args'
import { searchIndex } from '@revetl/registry'
import { findProjectFolder } from '../../project/project-folder.ts'
import { indexFlags, openIndex } from '../../project/open-installer.ts'
import { RevCommand } from '../../rev-command.ts'
import { amountText } from '../../text/number-text.ts'
import { tableText } from '../../text/table.ts'

export default class ConnectorSearch extends RevCommand {
  static override summary = 'Search the index of known connectors.'
  static override description =
    'A connector that is not in the index can be added by the name of its package.'
  static override examples = [
    '<%= config.bin %> connector search crm',
    '<%= config.bin %> connector search',
  ]
  static override strict = false
  static override args = {
    word: Args.string({ description: 'Words that all have to be found; default: everything.' }),
  }
  static override flags = { ...indexFlags }

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(ConnectorSearch)
    const { index } = await openIndex(projectIfAny(flags.project), flags, this.printer)
    const found = searchIndex(index, argv as string[])
    const summary =
      found.length === 0
        ? 'The index has no such connector. One that is on npm can be added by its name: rev connector add rev-destination-…'
        : `${amountText(found.length, 'connector')}.`
    this.answer({
      summary,
      result: {
        sequence: index.sequence,
        connectors: found.map(({ package: name, version, connector }) => {
          const { versions, ...rest } = connector
          return { package: name, version, ...rest, ...versions[version ?? ''] }
        }),
      },
      text: ({ style }) => {
        if (found.length === 0) return summary
        const rows = found.map(({ package: name, version = '', connector }) => [
          connector.kind,
          style('bold', connector.id),
          name,
          version,
          connector.versions[version]?.tier ?? '',
          connector.description ?? connector.title,
        ])
        return tableText(['kind', 'id', 'package', 'version', 'tier', ''], rows, style)
      },
    })
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
