import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { selectSyncs } from '../../project/select-syncs.ts'
import { openSession } from '../../project/session.ts'
import { RevCommand } from '../../rev-command.ts'
import { amountText } from '../../text/number-text.ts'

export default class StateMove extends RevCommand {
  static override summary =
    "Move what a sync remembers as delivered between this machine and the source's database."
  static override description =
    'Sends nothing, and the next run sends what it would have sent. Set `diff` of the sync to the same side.'
  static override examples = ['<%= config.bin %> state move contacts --to warehouse']
  static override args = { sync: Args.string({ description: 'The sync.', required: true }) }
  static override flags = {
    to: Flags.option({
      summary: 'Where it is to lie.',
      options: ['local', 'warehouse'] as const,
      required: true,
    })(),
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(StateMove)
    await using session = await openSession(flags, this.printer, 'noted')
    selectSyncs(session.project, [args.sync])
    const moved = await session.engine.moveState(args.sync, flags.to)
    const where = flags.to === 'local' ? 'this machine' : "the source's database"
    const diff = session.project.syncs.get(args.sync)?.diff === undefined ? 'local' : 'warehouse'
    const next =
      diff === flags.to ? '' : ` Set \`diff: ${flags.to}\` in the sync before its next run.`
    this.answer({
      summary:
        moved.from === undefined
          ? `Nothing was delivered yet, so there is nothing to move.${next}`
          : moved.from === flags.to
            ? `What ${args.sync} delivered is in ${where} already.${next}`
            : `Moved ${amountText(moved.records, 'delivered record')} of ${args.sync} to ${where}.${next}`,
      result: moved,
    })
  }
}
