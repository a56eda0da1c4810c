import * as Args from '@oclif/core/args'
import { listenForInterrupt } from '../../project/interrupt.ts'
import { openSession } from '../../project/session.ts'
import { RevCommand } from '../../rev-command.ts'
import { modelText } from '../../text/model-text.ts'
import { amountText } from '../../text/number-text.ts'

export default class ModelShow extends RevCommand {
  static override summary =
    'Show a model: columns and types, key, source, SQL, where it is used. Reads no rows.'
  static override examples = ['<%= config.bin %> model show customers']
  static override args = {
    model: Args.string({ description: 'A model of the project or of dbt.', required: true }),
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ModelShow)
    using interrupt = listenForInterrupt(this.printer)
    await using session = await openSession(flags, this.printer)
    const model = await session.engine.model(args.model, { signal: interrupt.signal })
    this.answer({
      summary: `${model.name}: ${amountText(model.columns.length, 'column')}, used by ${amountText(model.usedBy.length, 'sync')}.`,
      result: { model },
      text: ({ style }) => modelText(model, style),
    })
  }
}
