import * as Args from '@oclif/core/args'
import {
  furtherGrants,
  refusedError,
  type ConnectorPackage,
  type Installer,
} from '@revetl/registry'
import type { Manifest, RevError } from '@revetl/sdk'
import { installedPackages } from '../../project/installed-packages.ts'
import { evenIfFlag, indexFlags, openInstaller } from '../../project/open-installer.ts'
import { readJson } from '../../project/read-json.ts'
import { RevCommand } from '../../rev-command.ts'
import { amountText } from '../../text/number-text.ts'
import path from 'node:path'

interface Updated {
  readonly package: string
  readonly from: string
  readonly to: string
  /** Hosts and permissions that the version before did not ask for. */
  readonly asksFor: readonly string[]
}

export default class ConnectorUpdate extends RevCommand {
  static override summary =
    'Move installed connectors to the newest version that package.json allows.'
  static override description =
    'The same rules as for `add` hold for every version; one that is refused is named, and the next one is taken. Pins what was installed.'
  static override examples = [
    '<%= config.bin %> connector update',
    '<%= config.bin %> connector update rev-destination-acme',
  ]
  static override strict = false
  static override args = {
    connector: Args.string({ description: 'Packages or ids; default: all.' }),
  }
  static override flags = { 'even-if': evenIfFlag(), ...indexFlags }

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(ConnectorUpdate)
    const { projectPath, installer } = await openInstaller(flags, this.printer)
    const updated: Updated[] = []
    const refused: RevError[] = []
    for (const connector of await installedPackages(projectPath, argv as string[])) {
      await update(installer, connector, updated, refused)
    }
    const summary = `Updated ${amountText(updated.length, 'connector')}${refused.length > 0 ? `, refused ${amountText(refused.length, 'version')}` : ''}.`
    const [error, ...others] = refused
    this.answer({
      exitCode: error === undefined ? 0 : 1,
      summary,
      result: { updated, refused: refused.map(({ message, hint }) => ({ message, hint })) },
      error: error && Object.assign(error, { others }),
      text: ({ style }) =>
        [
          ...updated.map(
            ({ package: name, from, to, asksFor }) =>
              `${style('green', '✓')} ${name} ${from} → ${to}${asksFor.length > 0 ? `, which also asks for ${asksFor.join(', ')}` : ''}`,
          ),
          ...refused.map(({ message, hint }) => `${style('yellow', '!')} ${message} ${hint ?? ''}`),
          summary,
        ].join('\n'),
    })
  }
}

async function update(
  installer: Installer,
  connector: ConnectorPackage,
  updated: Updated[],
  refused: RevError[],
): Promise<void> {
  const { name, version, folder, command } = connector
  const manifest = await readJson<Manifest>(path.join(folder, connector.manifest))
  const { chosen, refused: passed } = await installer.findUpdate(name)
  refused.push(...passed.map(refusedError))
  if (chosen === undefined) return
  const { candidate } = chosen
  await installer.install(candidate)
  const asksFor = furtherGrants({ manifest, command }, candidate)
  updated.push({ package: name, from: version, to: candidate.version, asksFor })
}
