import type { ConnectorReference } from '@revetl/registry'
import { findProjectFolder } from '../../project/project-folder.ts'
import { RevCommand } from '../../rev-command.ts'
import { amountText } from '../../text/number-text.ts'

export default class ConnectorLock extends RevCommand {
  static override summary = 'Pin the connectors that the project uses, as they are installed now.'
  static override description =
    'Writes rev.lock: version, hash of the manifest, integrity. From then on another connector is refused.'
  static override examples = ['<%= config.bin %> connector lock']

  override async run(): Promise<void> {
    const { flags } = await this.parse(ConnectorLock)
    const projectPath = findProjectFolder(flags.project)
    this.printer.projectPath = projectPath
    const [{ loadProject }, { createConnectorResolver }] = await Promise.all([
      import('@revetl/core'),
      import('@revetl/registry'),
    ])
    const connectors = createConnectorResolver({ projectPath, ignoresPins: true })
    const used: ConnectorReference[] = []
    await loadProject({
      path: projectPath,
      env: process.env,
      connectors: {
        list: () => connectors.list(),
        resolve: (kind, reference) => {
          used.push({ kind, reference })
          return connectors.resolve(kind, reference)
        },
      },
    })
    const pins = Object.entries(await connectors.lock(used))
    this.answer({
      summary: `Pinned ${amountText(pins.length, 'connector')} in rev.lock.`,
      result: { connectors: Object.fromEntries(pins) },
      text: () => pins.map(([name, { version }]) => `${name} ${version}`).join('\n'),
    })
  }
}
