import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { listenForInterrupt } from '../../project/interrupt.ts'
import { openSession } from '../../project/session.ts'
import { RevCommand } from '../../rev-command.ts'
import { modelFindingText } from '../../text/model-text.ts'
import { amountText } from '../../text/number-text.ts'

export default class ModelLint extends RevCommand {
  static override summary = 'Look for what in models is probably not meant, each with its place.'
  static override description =
    'Reads the files alone; with --data the rows too, to see whether each key identifies a row. Ends with 1 where a run would refuse the model.'
  static override examples = [
    '<%= config.bin %> model lint',
    '<%= config.bin %> model lint customers --data',
  ]
  static override strict = false
  static override args = {
    model: Args.string({ description: 'Models to look at; default: all.' }),
  }
  static override flags = {
    data: Flags.boolean({ summary: 'Read the rows, to find null and duplicate keys.' }),
  }

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(ModelLint)
    using interrupt = listenForInterrupt(this.printer)
    await using session = await openSession(flags, this.printer)
    const models = argv as string[]
    const findings = await session.engine.lintModels({
      hasData: flags.data,
      signal: interrupt.signal,
      ...(models.length === 0 ? {} : { models }),
    })
    const summary =
      findings.length === 0 ? 'Nothing found.' : `${amountText(findings.length, 'finding')}.`
    this.answer({
      exitCode: findings.some(({ severity }) => severity === 'error') ? 1 : 0,
      summary,
      result: { findings },
      text: ({ style }) =>
        [...findings.map((one) => modelFindingText(one, style)), summary].join('\n'),
    })
  }
}
