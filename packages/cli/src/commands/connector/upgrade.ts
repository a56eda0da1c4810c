import { readFile, writeFile } from 'node:fs/promises'
import { globSync } from 'node:fs'
import path from 'node:path'
import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { apiVersion } from '@revetl/sdk'
import { codemods } from '../../codemods/codemod.ts'
import {
  upgradeSources,
  withApiVersion,
  withDefinitionVersion,
  type UpgradedFile,
} from '../../codemods/upgrade-sources.ts'
import { findConnectorFolders } from '../../project/connectors-to-test.ts'
import { RevCommand } from '../../rev-command.ts'
import { amountText } from '../../text/number-text.ts'

export default class ConnectorUpgrade extends RevCommand {
  static override summary =
    'Move the sources of a connector to the version of the contract that this rev speaks.'
  static override description =
    'Applies what each version since asks for. Look at the changes with git, then build and test.'
  static override examples = ['<%= config.bin %> connector upgrade --dry-run']
  static override args = {
    connector: Args.string({ description: 'Folder, package name or id; default: this folder.' }),
  }
  static override flags = {
    'dry-run': Flags.boolean({ summary: 'Write nothing; show what would change.' }),
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ConnectorUpgrade)
    const wanted = { named: args.connector, isAll: false, kind: undefined }
    const [folder = '.'] = await findConnectorFolders(flags, wanted)
    const packageFile = path.join(folder, 'package.json')
    const packageJson = await readFile(packageFile, 'utf8')
    const { rev } = JSON.parse(packageJson) as { readonly rev?: { readonly apiVersion?: unknown } }
    const from = Number(rev?.apiVersion)
    const files = from < apiVersion ? await upgraded(folder, packageJson, from) : []
    if (!flags['dry-run']) {
      for (const { file, text } of files) await writeFile(path.join(folder, file), text)
    }
    const done = flags['dry-run'] ? 'would be changed' : 'changed'
    const summary =
      files.length === 0
        ? `It speaks version ${from} of the contract; this rev speaks ${apiVersion}. Nothing to do.`
        : `From version ${from} to ${apiVersion}: ${amountText(files.length, 'file')} ${done}.`
    this.answer({
      summary,
      result: {
        from,
        to: apiVersion,
        files: files.map(({ file, because }) => ({ file, because })),
      },
      text: () =>
        [...files.map(({ file, because }) => `  ${file}: ${because.join('; ')}`), summary].join(
          '\n',
        ),
    })
  }
}

async function upgraded(
  folder: string,
  packageJson: string,
  from: number,
): Promise<UpgradedFile[]> {
  const names = globSync('{src,test}/**/*.{ts,js,mts,mjs}', { cwd: folder })
  const read = names.map(
    async (name) => [name, await readFile(path.join(folder, name), 'utf8')] as const,
  )
  const sources = Object.fromEntries(await Promise.all(read))
  const definition = {
    apiVersion,
    title: `the definition speaks version ${apiVersion}`,
    apply: (text: string) => withDefinitionVersion(text, apiVersion),
  }
  return [
    {
      file: 'package.json',
      text: withApiVersion(packageJson, apiVersion),
      because: [`rev.apiVersion is ${apiVersion}`],
    },
    ...upgradeSources(sources, { from, to: apiVersion, codemods: [...codemods, definition] }),
  ]
}
