import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { openConnectors } from '../project/open-connectors.ts'
import { composeSchemas, type Schemas } from '../project/compose-schemas.ts'
import { RevCommand } from '../rev-command.ts'

const kinds = ['project', 'model', 'sync'] as const

export default class Schema extends RevCommand {
  static override summary = 'Print or write the JSON Schemas of the project files, for editors.'
  static override description =
    'They know the options of every connector that the project has installed or names. With --write they go to .rev/schemas, where the first line of the files of `rev init` looks for them.'
  static override examples = ['<%= config.bin %> schema --write', '<%= config.bin %> schema sync']
  static override args = {
    file: Args.string({ description: 'Only of this kind of file.', options: [...kinds] }),
  }
  static override flags = {
    write: Flags.boolean({ summary: 'Write them to .rev/schemas/*.json.' }),
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Schema)
    const { projectPath, connectors } = await openConnectors(flags, this.printer)
    const { schemas, problems } = await composeSchemas(projectPath, connectors)
    for (const { code, message } of problems) this.printer.err(`! ${code}  ${message}`)
    const wanted = kinds.filter((kind) => args.file === undefined || args.file === kind)
    if (flags.write) {
      const files = await writeSchemas(projectPath, schemas, wanted)
      this.answer({ summary: `Wrote ${files.join(', ')}.`, result: { files } })
      return
    }
    const printed = Object.fromEntries(wanted.map((kind) => [kind, schemas[kind]]))
    const text = args.file === undefined ? printed : printed[args.file]
    this.answer({
      summary: `The schemas of ${wanted.join(', ')}.`,
      result: { schemas: printed },
      text: () => JSON.stringify(text, null, 2),
    })
  }
}

async function writeSchemas(
  projectPath: string,
  schemas: Schemas,
  wanted: readonly (keyof Schemas)[],
): Promise<string[]> {
  const folder = '.rev/schemas'
  await mkdir(path.join(projectPath, folder), { recursive: true, mode: 0o700 })
  const files: string[] = []
  for (const kind of wanted) {
    const file = `${folder}/${kind}.json`
    await writeFile(path.join(projectPath, file), `${JSON.stringify(schemas[kind], null, 2)}\n`)
    files.push(file)
  }
  return files
}
