import path from 'node:path'
import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { RevError } from '@revetl/sdk'
import { RevCommand } from '../../rev-command.ts'
import { connectorNames } from '../../scaffold/connector-names.ts'
import { writeConnector } from '../../scaffold/write-connector.ts'

const templateFolder = path.resolve(import.meta.dirname, '../../template')

export default class ConnectorNew extends RevCommand {
  static override summary =
    'Create a destination connector that works, with a simulated vendor and its tests.'
  static override description =
    'Asks what is not said by flags. Writes a package of its own: code, tests, a simulator to grow, workflows for CI and for releases with provenance, and AGENTS.md. Overwrites nothing.'
  static override examples = [
    '<%= config.bin %> connector new',
    '<%= config.bin %> connector new acme-crm --title "Acme CRM" --scope @acme',
  ]
  static override args = {
    id: Args.string({ description: 'Lower-case words joined by dashes, such as acme-crm.' }),
  }
  static override flags = {
    title: Flags.string({ summary: 'What people call the vendor; default: from the id.' }),
    scope: Flags.string({ summary: 'Scope of the package on npm.', helpValue: '@NAME' }),
    folder: Flags.string({
      summary: 'Where it goes; default: a new folder here.',
      helpValue: 'PATH',
    }),
    yes: Flags.boolean({ char: 'y', summary: 'Ask nothing; take the defaults.' }),
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ConnectorNew)
    const isAsking = !flags.yes && !this.printer.isJson && process.stdin.isTTY
    const asked = isAsking ? await ask(args.id, flags.title) : { id: args.id, title: flags.title }
    if (asked.id === undefined || asked.id === '') {
      throw new RevError('REV_USAGE', 'A connector needs an id.', {
        hint: 'Name one: rev connector new acme-crm.',
      })
    }
    const names = connectorNames({ id: asked.id, title: asked.title, scope: flags.scope })
    const folder = path.resolve(flags.folder ?? names.packageName.replace(/^@[^/]+\//, ''))
    const cliRange = `^${this.config.version}`
    const files = await writeConnector({ folder, template: templateFolder, names, cliRange })
    const relative = path.relative('', folder)
    const next = [
      ...(relative === '' ? [] : [`cd ${relative}`]),
      'npm install',
      'npm run build',
      'npm test',
      'npx rev connector test',
    ]
    this.answer({
      summary: `Created ${names.packageName} in ${folder}.`,
      result: { folder, package: names.packageName, id: names.id, files, next },
      text: ({ style }) =>
        [
          `${style('green', '✓')} ${style('bold', names.packageName)}`,
          ...files.map((file) => `  ${style('dim', file)}`),
          '',
          'Next:',
          ...next.map((command) => `  ${command}`),
        ].join('\n'),
    })
  }
}

/** Asks on the terminal for what was not said. @throws `REV_USAGE` where the user gives up */
async function ask(
  id: string | undefined,
  title: string | undefined,
): Promise<{ readonly id: string; readonly title: string }> {
  const { text } = await import('@clack/prompts')
  const chosen =
    id ?? (await answered(text({ message: 'Id of the connector', placeholder: 'acme-crm' })))
  const { title: usual } = connectorNames({ id: chosen })
  return {
    id: chosen,
    title:
      title ??
      (await answered(text({ message: 'What people call the vendor', initialValue: usual }))),
  }
}

async function answered(answer: Promise<string | symbol>): Promise<string> {
  const given = await answer
  // A symbol stands for Ctrl-C.
  if (typeof given === 'symbol') throw new RevError('REV_USAGE', 'Nothing was created.')
  return given
}
