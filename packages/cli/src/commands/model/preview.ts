import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { listenForInterrupt } from '../../project/interrupt.ts'
import { openSession } from '../../project/session.ts'
import { RevCommand } from '../../rev-command.ts'
import { previewText } from '../../text/model-text.ts'
import { amountText } from '../../text/number-text.ts'

export default class ModelPreview extends RevCommand {
  static override summary = 'Show the first rows that the source gives of a model.'
  static override examples = ['<%= config.bin %> model preview customers --rows 20']
  static override args = {
    model: Args.string({ description: 'A model of the project or of dbt.', required: true }),
  }
  static override flags = {
    rows: Flags.integer({ summary: 'Rows to show.', min: 1, max: 10_000, default: 10 }),
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ModelPreview)
    using interrupt = listenForInterrupt(this.printer)
    await using session = await openSession(flags, this.printer)
    const { signal } = interrupt
    const preview = await session.engine.previewModel(args.model, { rowsMax: flags.rows, signal })
    this.answer({
      summary: `${amountText(preview.rows.length, 'row')}.`,
      result: preview,
      text: ({ style }) => previewText(preview, style),
    })
  }
}
