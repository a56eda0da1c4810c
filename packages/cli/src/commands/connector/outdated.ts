import { isRevError } from '@revetl/sdk'
import type { Outdated, RegistryIndex } from '@revetl/registry'
import { installedPackages } from '../../project/installed-packages.ts'
import { indexFlags, openInstaller } from '../../project/open-installer.ts'
import { RevCommand } from '../../rev-command.ts'
import { amountText } from '../../text/number-text.ts'
import { tableText } from '../../text/table.ts'

export default class ConnectorOutdated extends RevCommand {
  static override summary = 'Show which installed connectors have newer versions.'
  static override description =
    '`wanted` is the newest that package.json allows, to which `rev connector update` moves; `latest` may break something.'
  static override examples = ['<%= config.bin %> connector outdated']
  static override flags = { ...indexFlags }

  override async run(): Promise<void> {
    const { flags } = await this.parse(ConnectorOutdated)
    const { projectPath, installer, index } = await openInstaller(flags, this.printer)
    const rows: (Outdated & { readonly breaking: readonly string[] })[] = []
    const unknown: string[] = []
    for (const { name } of await installedPackages(projectPath)) {
      try {
        const outdated = await installer.outdated(name)
        rows.push({ ...outdated, breaking: breakingIn(index.index, outdated) })
      } catch (error) {
        if (!isRevError(error) || error.code !== 'REV_CONNECTOR_UNKNOWN') throw error
        unknown.push(name)
      }
    }
    const behind = rows.filter(
      ({ current, latest, wanted }) => current !== latest || current !== wanted,
    )
    const summary = `${amountText(behind.length, 'connector')} of ${rows.length} can be updated.`
    this.answer({
      summary,
      result: { connectors: behind, notInRegistry: unknown },
      text: ({ style }) => {
        if (behind.length === 0) return summary
        const cells = behind.map(({ name, current, wanted, latest }) => [
          style('bold', name),
          current,
          wanted === current ? wanted : style('green', wanted),
          latest === wanted ? latest : style('yellow', latest),
        ])
        const notes = behind.flatMap(({ name, breaking }) =>
          breaking.map((note) => `${style('yellow', '!')} ${name}: ${note}`),
        )
        return [tableText(['package', 'current', 'wanted', 'latest'], cells, style), ...notes].join(
          '\n',
        )
      },
    })
  }
}

/** What the index says breaks on the way to the latest version. */
function breakingIn({ connectors }: RegistryIndex, { name, latest }: Outdated): readonly string[] {
  return connectors[name]?.versions[latest]?.breaking ?? []
}
