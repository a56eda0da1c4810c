import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { findConnectorFolders } from '../../project/connectors-to-test.ts'
import { nextVersion } from '../../project/next-version.ts'
import { releaseBefore, releaseInFolder } from '../../project/release-before.ts'
import { RevCommand } from '../../rev-command.ts'

const colours = { none: 'dim', patch: 'dim', minor: 'green', major: 'red' } as const

export default class ConnectorDiff extends RevCommand {
  static override summary =
    'Show what is different for users since a release, and the smallest honest version.'
  static override description =
    'Compares manifests: what was taken away or is newly demanded is major, what is new is minor, all else patch. What the code does differently no manifest tells. Needs the package built.'
  static override examples = [
    '<%= config.bin %> connector diff',
    '<%= config.bin %> connector diff --against 1.2.0',
    '<%= config.bin %> connector diff --against ../acme-before',
  ]
  static override args = {
    connector: Args.string({ description: 'Folder, package name or id; default: this folder.' }),
  }
  static override flags = {
    against: Flags.string({
      summary: 'A published version, or a folder; default: the latest published one.',
      helpValue: 'VERSION|FOLDER',
    }),
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ConnectorDiff)
    const wanted = { named: args.connector, isAll: false, kind: undefined }
    const [folder = '.'] = await findConnectorFolders(flags, wanted)
    const { manifestDifferences, smallestBump } = await import('@revetl/testkit')
    const after = await releaseInFolder(folder)
    const before = await releaseBefore(folder, after.name, flags.against)
    if (before === undefined) {
      this.answer({
        summary: `${after.name} has not been published yet: ${after.version} may be the first version.`,
        result: {
          before: null,
          now: after.version,
          bump: 'none',
          version: after.version,
          differences: [],
        },
      })
      return
    }
    const differences = manifestDifferences(before.manifest, after.manifest)
    const { bump, because } = smallestBump(before.manifest, after.manifest)
    const version = nextVersion(before.version, bump)
    const summary =
      bump === 'none'
        ? `Nothing is different for users since ${before.version}.`
        : `At least ${version} after ${before.version}: ${bump}, because ${because}.`
    this.answer({
      summary,
      result: { before: before.version, now: after.version, bump, version, differences },
      text: ({ style }) =>
        [
          ...differences.map(
            (one) => `${style(colours[one.bump], one.bump.padEnd(5))}  ${one.because}`,
          ),
          summary,
        ].join('\n'),
    })
  }
}
