import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { RevError } from '@revetl/sdk'
import { selectSyncs } from '../project/select-syncs.ts'
import { openSession } from '../project/session.ts'
import { RevCommand } from '../rev-command.ts'
import { amountText } from '../text/number-text.ts'

export default class Reset extends RevCommand {
  static override summary =
    'Forget what a sync has delivered, so that the next run sends everything.'
  static override description = 'Deletes nothing at the destination.'
  static override examples = ['<%= config.bin %> reset contacts --yes']
  static override args = { sync: Args.string({ description: 'The sync.', required: true }) }
  static override flags = { yes: Flags.boolean({ char: 'y', summary: 'Do not ask.' }) }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Reset)
    await using session = await openSession(flags, this.printer, 'noted')
    selectSyncs(session.project, [args.sync])
    const preview = await session.engine.resetPreview(args.sync)
    const what = `${amountText(preview.recordsDelivered, 'delivered record')} and ${amountText(preview.rejects, 'reject')}`
    if (!flags.yes && !(await this.isConfirmed(`Forget ${what} of ${args.sync}?`))) {
      throw new RevError('REV_USAGE', `Nothing was reset: ${what} would be forgotten.`, {
        hint: `Confirm with \`rev reset ${args.sync} --yes\`.`,
      })
    }
    await session.engine.reset(args.sync)
    this.answer({
      summary: `Forgot ${what} of ${args.sync}; its next run sends everything.`,
      result: { sync: args.sync, ...preview },
    })
  }

  private async isConfirmed(question: string): Promise<boolean> {
    if (this.printer.isJson || !process.stdin.isTTY) return false
    const { confirm } = await import('@clack/prompts')
    return (await confirm({ message: question, initialValue: false })) === true
  }
}
