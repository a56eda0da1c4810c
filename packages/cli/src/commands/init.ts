import { existsSync } from 'node:fs'
import path from 'node:path'
import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { RevError } from '@revetl/sdk'
import { askChoices, defaultChoices, type PartialChoices } from '../init/ask-choices.ts'
import { dependenciesOf, projectFiles, type InitChoices } from '../init/project-files.ts'
import { destinationStarters } from '../init/destination-starters.ts'
import { sourceStarters } from '../init/source-starters.ts'
import { writeProject } from '../init/write-project.ts'
import { RevCommand } from '../rev-command.ts'
import type { Style } from '../text/style.ts'

export default class Init extends RevCommand {
  static override summary = 'Create a project that runs.'
  static override description =
    'Asks what is not said by flags. Overwrites nothing: where a file is there already, nothing is written.'
  static override examples = [
    '<%= config.bin %> init',
    '<%= config.bin %> init crm --source postgres --destination hubspot --yes',
  ]
  static override args = {
    folder: Args.string({ description: 'Folder of the project; default: the current one.' }),
  }
  static override flags = {
    name: Flags.string({ summary: "Name of the project; default: the folder's." }),
    source: Flags.option({
      summary: 'Where the data is.',
      options: Object.keys(sourceStarters),
    })(),
    destination: Flags.option({
      summary: 'Where it goes.',
      options: Object.keys(destinationStarters),
    })(),
    yes: Flags.boolean({ char: 'y', summary: 'Ask nothing; take the defaults.' }),
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Init)
    const folder = path.resolve(flags.project ?? '', args.folder ?? '')
    const { name, source, destination } = flags
    const known = { name, source, destination }
    const choices = await this.complete(known, folder, flags.yes)
    const hasPackageJson = existsSync(path.join(folder, 'package.json'))
    const written = await writeProject(folder, projectFiles(choices))
    const next = nextSteps({ folder, choices, hasPackageJson })
    this.answer({
      summary: `Created the project ${choices.name} in ${folder}.`,
      result: { folder, files: written, next },
      text: ({ style }) => initText({ choices, written, next }, style),
    })
  }

  private async complete(
    known: PartialChoices,
    folder: string,
    isSilent: boolean,
  ): Promise<InitChoices> {
    const folderName = path.basename(folder)
    const isAsking = !isSilent && !this.printer.isJson && process.stdin.isTTY
    const given = isAsking
      ? await askChoices(known, folderName)
      : {
          name: known.name ?? folderName,
          source: known.source ?? defaultChoices.source,
          destination: known.destination ?? defaultChoices.destination,
        }
    if (given.name.trim() === '') throw new RevError('REV_USAGE', 'A project needs a name.')
    return { ...given, cliVersion: this.config.version }
  }
}

function nextSteps(project: {
  readonly folder: string
  readonly choices: InitChoices
  readonly hasPackageJson: boolean
}): string[] {
  const { folder, choices, hasPackageJson } = project
  const relative = path.relative('', folder)
  const starters = [sourceStarters[choices.source], destinationStarters[choices.destination]]
  const env = starters.some((starter) => (starter?.env.length ?? 0) > 0)
  const lines = starters.flatMap((starter) => starter?.config ?? [])
  const keys = lines.flatMap((line) => /\$\{file:([^}]+)\}/.exec(line)?.[1] ?? [])
  return [
    ...(relative === '' ? [] : [`cd ${relative}`]),
    hasPackageJson
      ? `npm install ${Object.keys(dependenciesOf(choices)).join(' ')}`
      : 'npm install',
    ...(env ? ['cp .env.example .env   # and fill it in'] : []),
    ...(keys.length > 0 ? [`mkdir keys   # for ${keys.join(', ')}`] : []),
    'npx rev connector lock   # pins what is installed',
    'npx rev check',
    'npx rev plan',
    'npx rev run',
    'npx rev schema --write   # completion in your editor',
  ]
}

function initText(
  made: {
    readonly choices: InitChoices
    readonly written: readonly string[]
    readonly next: readonly string[]
  },
  style: Style,
): string {
  const { choices, written, next } = made
  return [
    `${style('green', '✓')} ${style('bold', choices.name)}: ${choices.source} → ${choices.destination}`,
    ...written.map((file) => `  ${style('dim', file)}`),
    '',
    'Next:',
    ...next.map((command) => `  ${command}`),
  ].join('\n')
}
