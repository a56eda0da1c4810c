import path from 'node:path'
import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { RevError } from '@revetl/sdk'
import { RevCommand } from '../../rev-command.ts'
import { openapiScaffold } from '../../scaffold/openapi/openapi-scaffold.ts'
import { askConnector } from '../../scaffold/ask-connector.ts'
import { connectorKinds, namesOf } from '../../scaffold/connector-names.ts'
import { readTemplate, templateFolder } from '../../scaffold/read-template.ts'
import { scaffoldFiles } from '../../scaffold/scaffold-files.ts'
import { writeScaffold } from '../../scaffold/write-scaffold.ts'

export default class ConnectorNew extends RevCommand {
  static override summary = 'Create a connector of your own: a package whose tests pass at once.'
  static override description =
    'Writes a destination or a source for a made-up vendor, with a simulator of it, tests, CI and a release workflow. Asks what is not said by flags. Needs no project.'
  static override examples = [
    '<%= config.bin %> connector new acme',
    '<%= config.bin %> connector new acme --scope @my-company --title "Acme CRM"',
    '<%= config.bin %> connector new acme --kind source',
    '<%= config.bin %> connector new acme --openapi ./acme.yaml',
  ]
  static override args = {
    name: Args.string({ description: 'Name of the vendor: lower-case words joined by dashes.' }),
  }
  static override flags = {
    kind: Flags.option({
      summary: 'What it is; default: destination.',
      options: connectorKinds,
    })(),
    name: Flags.string({ summary: 'Name of the vendor, where it is not an argument.' }),
    scope: Flags.string({ summary: 'npm scope of the package.', helpValue: '@SCOPE' }),
    title: Flags.string({ summary: 'What people call the vendor; default: from the name.' }),
    dir: Flags.string({ summary: 'Folder; default: named after the package.', helpValue: 'PATH' }),
    openapi: Flags.string({
      summary: 'Propose objects, operations, fields and limits from an OpenAPI 3 description.',
      helpValue: 'FILE|URL',
    }),
    yes: Flags.boolean({ char: 'y', summary: 'Ask nothing; take the defaults.' }),
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ConnectorNew)
    const { kind: given, scope, title } = flags
    // Only a destination is proposed from a description, so that is no question then.
    const kind = given ?? (flags.openapi === undefined ? undefined : 'destination')
    const known = { kind, name: args.name ?? flags.name, scope, title }
    const isAsking = !flags.yes && !this.printer.isJson && process.stdin.isTTY
    const { name, ...rest } = isAsking ? await askConnector(known) : known
    const chosen = { ...rest, kind: rest.kind ?? 'destination' }
    if (flags.openapi !== undefined && chosen.kind === 'source') throw noSourceFromOpenapi()
    if (name === undefined) {
      throw new RevError('REV_USAGE', 'A connector needs a name.', {
        hint: 'For example: rev connector new acme',
      })
    }
    const names = namesOf({ id: name, ...chosen })
    const folder = path.resolve(flags.dir ?? names.packageName.split('/').at(-1) ?? names.id)
    const plain = scaffoldFiles(await readTemplate(templateFolder(chosen.kind)), names)
    const { contents, notes } =
      flags.openapi === undefined
        ? { contents: plain, notes: [] }
        : await openapiScaffold(flags.openapi, plain, names)
    const files = await writeScaffold(folder, contents)
    const relative = path.relative('', folder)
    const steps = ['npm install', 'npm test']
    const next = relative === '' ? steps : [`cd ${relative}`, ...steps]
    const summary = `Created ${names.packageName} in ${folder}.`
    this.answer({
      summary,
      result: { package: names.packageName, folder, files, notes, next },
      text: ({ style }) =>
        [
          `${style('green', '✓')} ${summary}`,
          ...files.map((file) => `  ${style('dim', file)}`),
          ...notes.map((note) => `  ${style('yellow', '!')} ${note}`),
          '',
          'Next:',
          ...next.map((step) => `  ${step}`),
          '',
          'AGENTS.md in it says how to get from the made-up vendor to the real one.',
        ].join('\n'),
    })
  }
}

function noSourceFromOpenapi(): RevError {
  return new RevError(
    'REV_USAGE',
    'Failed to create a source from a description: --openapi proposes destinations only.',
    {
      hint: 'Leave --openapi out: the scaffold reads tables page by page, as most APIs list them.',
    },
  )
}
