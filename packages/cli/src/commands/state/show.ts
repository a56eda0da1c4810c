import * as Args from '@oclif/core/args'
import { selectSyncs } from '../../project/select-syncs.ts'
import { openSession } from '../../project/session.ts'
import { RevCommand } from '../../rev-command.ts'
import { amountText } from '../../text/number-text.ts'
import { stateText } from '../../text/state-text.ts'

export default class StateShow extends RevCommand {
  static override summary = 'Show where it is remembered what each sync delivered.'
  static override examples = [
    '<%= config.bin %> state show',
    '<%= config.bin %> state show contacts',
  ]
  static override args = { sync: Args.string({ description: 'Only this sync.' }) }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(StateShow)
    await using session = await openSession(flags, this.printer, 'noted')
    const [sync] = args.sync === undefined ? [] : selectSyncs(session.project, [args.sync])
    const state = await session.engine.state(sync)
    const records = state.reduce((sum, one) => sum + one.records, 0)
    this.answer({
      summary: `${amountText(records, 'delivered record')} in ${amountText(state.length, 'sync')}.`,
      result: { state },
      text: ({ style }) => stateText(state, style),
    })
  }
}
