import { SettleCommand } from '../../settle-command.ts'

export default class RejectsSkip extends SettleCommand {
  static override summary = 'Stop trying rejected records until they change.'
  static override examples = ['<%= config.bin %> rejects skip contacts 42']

  // oclif reads what a class has itself, not what it inherits.
  static override strict = false
  static override args = SettleCommand.args
  static override flags = SettleCommand.flags

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(RejectsSkip)
    await this.settle({
      argv: argv as string[],
      flags,
      apply: (desk, selection) => desk.skipRejects(selection),
      done: 'will not be tried until the record changes',
    })
  }
}
