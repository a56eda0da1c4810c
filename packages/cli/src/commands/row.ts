import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { findHistories } from '../project/find-histories.ts'
import { selectSyncs } from '../project/select-syncs.ts'
import { openSession } from '../project/session.ts'
import { RevCommand } from '../rev-command.ts'
import { amountText } from '../text/number-text.ts'
import { historyText } from '../text/history-text.ts'

export default class Row extends RevCommand {
  static override summary =
    'Show what rev knows of one record: when it was sent, what, and what became of it.'
  static override examples = [
    '<%= config.bin %> row 42',
    `<%= config.bin %> row '["eu", 42]' --sync contacts`,
    '<%= config.bin %> row eu 42',
  ]
  static override strict = false
  static override args = {
    key: Args.string({ description: 'The key: text, JSON, or one word a column.', required: true }),
  }
  static override flags = { sync: Flags.string({ summary: 'Only of this sync.' }) }

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(Row)
    await using session = await openSession(flags, this.printer, 'noted')
    if (flags.sync !== undefined) selectSyncs(session.project, [flags.sync])
    const words = argv as string[]
    const records = await findHistories(session.engine, { sync: flags.sync, words })
    const nothing = 'No sync has delivered or rejected a record with this key.'
    this.answer({
      summary: records.length === 0 ? nothing : `Known in ${amountText(records.length, 'sync')}.`,
      result: { records },
      text: ({ style }) => records.map((one) => historyText(one, style)).join('\n\n') || nothing,
    })
  }
}
