import { installedPackages } from '../../project/installed-packages.ts'
import { openConnectors } from '../../project/open-connectors.ts'
import { tryProject } from '../../project/try-project.ts'
import { RevCommand } from '../../rev-command.ts'
import { amountText } from '../../text/number-text.ts'

export default class ConnectorLock extends RevCommand {
  static override summary =
    'Pin the connectors of the project as they are installed now, used or not.'
  static override description =
    'Writes rev.lock: version, hash of the manifest, integrity. From then on another connector is refused.'
  static override examples = ['<%= config.bin %> connector lock']

  override async run(): Promise<void> {
    const { flags } = await this.parse(ConnectorLock)
    const { projectPath, connectors } = await openConnectors(flags, this.printer, {
      ignoresPins: true,
    })
    const { error, used } = await tryProject(projectPath, connectors)
    if (error !== undefined) throw error
    const installed = await installedPackages(projectPath)
    const unused = installed.map(({ kind, name }) => ({ kind, reference: name }))
    const pins = await connectors.lock([...used, ...unused])
    const lines = Object.entries(pins).map(([name, { version }]) => `${name} ${version}`)
    const summary = `Pinned ${amountText(lines.length, 'connector')} in rev.lock.`
    this.answer({
      summary,
      result: { connectors: pins },
      text: () => [...lines, summary].join('\n'),
    })
  }
}
