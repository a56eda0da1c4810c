import { SettleCommand } from '../../settle-command.ts'

export default class RejectsRetry extends SettleCommand {
  static override summary = 'Let the next run try rejected records at once.'
  static override examples = [
    '<%= config.bin %> rejects retry contacts 42',
    '<%= config.bin %> rejects retry contacts --all',
  ]

  // oclif reads what a class has itself, not what it inherits.
  static override strict = false
  static override args = SettleCommand.args
  static override flags = SettleCommand.flags

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(RejectsRetry)
    await this.settle({
      argv: argv as string[],
      flags,
      apply: (desk, selection) => desk.retryRejects(selection),
      done: 'will be tried by the next run',
    })
  }
}
