import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { selectSyncs } from '../project/select-syncs.ts'
import { openDeskSession } from '../project/session.ts'
import { RevCommand } from '../rev-command.ts'
import { amountText } from '../text/number-text.ts'
import { runsText } from '../text/status-text.ts'

export default class Runs extends RevCommand {
  static override summary = 'Show past runs, the newest first.'
  static override examples = ['<%= config.bin %> runs contacts --limit 5']
  static override args = { sync: Args.string({ description: 'Only of this sync.' }) }
  static override flags = {
    limit: Flags.integer({ summary: 'Runs to show.', min: 1, default: 20 }),
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Runs)
    await using session = await openDeskSession(flags, this.printer)
    const [sync] = args.sync === undefined ? [] : selectSyncs(session.project, [args.sync])
    const runs = await session.desk.runs({
      runsMax: flags.limit,
      ...(sync === undefined ? {} : { sync }),
    })
    this.answer({
      summary: `${amountText(runs.length, 'run')}.`,
      result: { runs },
      text: ({ style }) => runsText(runs, style),
    })
  }
}
