import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { refusedError, type Candidate, type ConnectorPin } from '@revetl/registry'
import { RevError } from '@revetl/sdk'
import { evenIfFlag, indexFlags, openInstaller } from '../../project/open-installer.ts'
import { RevCommand } from '../../rev-command.ts'
import { candidateResult, candidateText } from '../../text/candidate-text.ts'
import { createStyle } from '../../text/style.ts'

export default class ConnectorAdd extends RevCommand {
  static override summary = 'Install a connector, and pin it.'
  static override description =
    'Looks at the package before anything of it is installed: publisher, provenance, age, hosts, permissions. Runs no script of it. Refuses a version that is younger than 72 hours, yanked, not what the index or rev.lock says, or asks for more than the installed one, unless --even-if says otherwise.'
  static override examples = [
    '<%= config.bin %> connector add hubspot',
    '<%= config.bin %> connector add rev-destination-acme@^1.2.0',
    '<%= config.bin %> connector add @acme/rev-source-lake --even-if young',
  ]
  static override args = {
    connector: Args.string({
      description: 'Package, with @VERSION, @TAG or @RANGE; or the id of one in the index.',
      required: true,
    }),
  }
  static override flags = {
    'even-if': evenIfFlag(),
    yes: Flags.boolean({ char: 'y', summary: 'Do not ask.' }),
    ...indexFlags,
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ConnectorAdd)
    const { installer } = await openInstaller(flags, this.printer)
    const judged = await installer.find(args.connector)
    const { candidate } = judged
    const about = candidateText(candidate, Date.now(), createStyle(process.stderr))
    if (!this.printer.isJson) this.printer.err(about)
    if (judged.refusals.length > 0) throw refusedError(judged)
    if (!flags.yes) await this.confirm(candidate)
    const pin = await installer.install(candidate)
    this.answer(answerOf(candidate, pin))
  }

  private async confirm({ name, version }: Candidate): Promise<void> {
    if (this.printer.isJson || !process.stdin.isTTY) return
    const { confirm } = await import('@clack/prompts')
    if ((await confirm({ message: `Install ${name} ${version}?` })) === true) return
    throw new RevError('REV_USAGE', 'Nothing was installed.')
  }
}

function answerOf(candidate: Candidate, pin: ConnectorPin) {
  const { name, version, kind, id, isIndexed, manifest } = candidate
  const known = isIndexed ? '' : ' It is not in the index: nobody has tested it for you.'
  const { required = [] } = manifest.configSchema as { readonly required?: readonly string[] }
  const options = ['connector: ' + id, ...required.map((option) => `${option}: …`)]
  const summary = `Installed ${name} ${version} and pinned it in rev.lock.${known}`
  return {
    summary,
    result: { ...candidateResult(candidate), pin },
    text: () =>
      `${summary}\n\nName it in rev.yaml:\n\n${kind}s:\n  ${id}: { ${options.join(', ')} }`,
  }
}
