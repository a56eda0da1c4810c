import * as Args from '@oclif/core/args'
import { findHistories } from '../../project/find-histories.ts'
import { selectSyncs } from '../../project/select-syncs.ts'
import { openSession } from '../../project/session.ts'
import { RevCommand } from '../../rev-command.ts'
import { rejectText } from '../../text/rejects-text.ts'

export default class RejectsShow extends RevCommand {
  static override summary = 'Show why a record is rejected or held.'
  static override examples = ['<%= config.bin %> rejects show contacts 42']
  static override strict = false
  static override args = {
    sync: Args.string({ description: 'The sync.', required: true }),
    key: Args.string({ description: 'The key: text, JSON, or one word a column.', required: true }),
  }

  override async run(): Promise<void> {
    const { argv, args, flags } = await this.parse(RejectsShow)
    await using session = await openSession(flags, this.printer, 'noted')
    selectSyncs(session.project, [args.sync])
    const histories = await findHistories(session.engine, {
      sync: args.sync,
      words: argv.slice(1) as string[],
    })
    const rejects = histories.flatMap(({ reject }) => (reject === undefined ? [] : [reject]))
    const nothing = `${args.sync} has no rejected record with this key.`
    this.answer({
      summary: rejects[0]?.message ?? nothing,
      result: { rejects },
      text: ({ style }) => rejects.map((one) => rejectText(one, style)).join('\n\n') || nothing,
    })
  }
}
