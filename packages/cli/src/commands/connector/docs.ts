import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { RevError } from '@revetl/sdk'
import { buildManifest, parseManifest } from '@revetl/sdk/host'
import { findConnectorFolders } from '../../project/connectors-to-test.ts'
import { RevCommand } from '../../rev-command.ts'
import { hasManifestTables, withManifestTables } from '../../text/readme-tables.ts'

export default class ConnectorDocs extends RevCommand {
  static override summary = 'Write the tables of a README from the manifest, or compare them.'
  static override description =
    'The tables stand between <!-- rev: options --> or <!-- rev: objects --> and <!-- rev: end -->. Needs the package built.'
  static override examples = ['<%= config.bin %> connector docs --check']
  static override args = {
    connector: Args.string({ description: 'Folder, package name or id; default: this folder.' }),
  }
  static override flags = {
    check: Flags.boolean({ summary: 'Write nothing; exit code 1 where it is not up to date.' }),
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ConnectorDocs)
    const wanted = { named: args.connector, isAll: false, kind: undefined }
    const [folder = '.'] = await findConnectorFolders(flags, wanted)
    const file = path.join(folder, 'README.md')
    const readme = await readFile(file, 'utf8')
    if (!hasManifestTables(readme)) {
      throw new RevError(
        'REV_USAGE',
        `Failed to write tables into ${file}: it has no place for them.`,
        {
          hint: 'Put <!-- rev: options --> and <!-- rev: end --> where the table of options belongs.',
        },
      )
    }
    const { text } = await buildManifest(folder)
    const made = withManifestTables(readme, await parseManifest(JSON.parse(text)))
    const isSame = made === readme
    if (!flags.check && !isSame) await writeFile(file, made)
    const isWrong = !isSame && flags.check
    const changed = flags.check
      ? `${file} is not what the connector says: run \`rev connector docs\`.`
      : `Wrote ${file}.`
    this.answer({
      exitCode: isWrong ? 1 : 0,
      summary: isSame ? `${file} is up to date.` : changed,
      result: { file, isSame, isWritten: !flags.check && !isSame },
    })
  }
}
