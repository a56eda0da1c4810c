import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { findConnectorFolders } from '../../project/connectors-to-test.ts'
import { packAndInstall, packPackage } from '../../project/pack-and-install.ts'
import { RevCommand } from '../../rev-command.ts'
import { conformanceSummary, conformanceText } from '../../text/conformance-text.ts'
import { amountText } from '../../text/number-text.ts'

export default class ConnectorPack extends RevCommand {
  static override summary = 'Pack a connector as npm would, and try what users would get.'
  static override description =
    'With --verify the tarball is installed without scripts in an empty folder, and the checks of levels S and X run on it there.'
  static override examples = ['<%= config.bin %> connector pack --verify']
  static override args = {
    connector: Args.string({ description: 'Folder, package name or id; default: this folder.' }),
  }
  static override flags = {
    verify: Flags.boolean({
      summary: 'Install the tarball in an empty folder and test it there; keeps no tarball.',
    }),
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ConnectorPack)
    const wanted = { named: args.connector, isAll: false, kind: undefined }
    const [folder = '.'] = await findConnectorFolders(flags, wanted)
    if (flags.verify) return this.verify(folder)
    const { filename, size, files } = await packPackage(folder, folder)
    const summary = `Packed ${filename}: ${amountText(files.length, 'file')}, ${size} bytes.`
    this.answer({
      summary,
      result: { tarball: filename, bytes: size, files: files.map((file) => file.path) },
      text: () => [...files.map((file) => `  ${file.path}`), summary].join('\n'),
    })
  }

  private async verify(folder: string): Promise<void> {
    const { allChecks, testPackage } = await import('@revetl/testkit')
    await using installed = await packAndInstall(folder)
    const only = allChecks.filter(({ level }) => level === 'S' || level === 'X').map(({ id }) => id)
    const report = await testPackage(installed.folder, { only })
    const { files, bytes } = installed
    const size = `${amountText(files.length, 'file')}, ${bytes} bytes`
    this.answer({
      exitCode: report.failed > 0 ? 1 : 0,
      summary: `${size}. ${conformanceSummary([report])}`,
      result: { files, bytes, connectors: [report] },
      text: ({ style }) =>
        [`${size}, installed in an empty folder`, conformanceText([report], style)].join('\n'),
    })
  }
}
