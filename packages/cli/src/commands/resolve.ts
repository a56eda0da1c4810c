import * as Flags from '@oclif/core/flags'
import { SettleCommand } from '../settle-command.ts'

export default class Resolve extends SettleCommand {
  static override summary = 'Settle held records, whose fate at the destination nobody knows.'
  static override description =
    'A held record was sent and never answered, and sending it again is not safe. Look at the destination, then say what is true.'
  static override examples = [
    '<%= config.bin %> resolve orders 42 --as delivered',
    '<%= config.bin %> resolve orders --all --as resend',
  ]
  // oclif reads what a class has itself, not what it inherits.
  static override strict = false
  static override args = SettleCommand.args
  static override flags = {
    ...SettleCommand.flags,
    as: Flags.option({
      summary: 'delivered: the destination has it · resend: it does not.',
      options: ['delivered', 'resend'] as const,
      required: true,
    })(),
  }

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(Resolve)
    await this.settle({
      argv: argv as string[],
      flags,
      apply: (desk, selection) => desk.resolveHeld({ ...selection, as: flags.as }),
      done: flags.as === 'delivered' ? 'counts as delivered' : 'will be sent again by the next run',
    })
  }
}
