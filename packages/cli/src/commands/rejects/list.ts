import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { selectSyncs } from '../../project/select-syncs.ts'
import { openDeskSession } from '../../project/session.ts'
import { RevCommand } from '../../rev-command.ts'
import { amountText } from '../../text/number-text.ts'
import { rejectsText } from '../../text/rejects-text.ts'

export default class RejectsList extends RevCommand {
  static override summary = 'List rejected, held and skipped records.'
  static override examples = ['<%= config.bin %> rejects list contacts']
  static override args = { sync: Args.string({ description: 'Only of this sync.' }) }
  static override flags = {
    limit: Flags.integer({ summary: 'Records to show.', min: 1, default: 50 }),
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(RejectsList)
    await using session = await openDeskSession(flags, this.printer)
    const [sync] = args.sync === undefined ? [] : selectSyncs(session.project, [args.sync])
    const rejects = await session.desk.rejects({
      rowsMax: flags.limit,
      ...(sync === undefined ? {} : { sync }),
    })
    this.answer({
      summary: `${amountText(rejects.length, 'record')}.`,
      result: { rejects },
      text: ({ style }) => rejectsText(rejects, style),
    })
  }
}
