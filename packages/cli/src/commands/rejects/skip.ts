import { SettleCommand } from '../../settle-command.ts'

export default class RejectsSkip extends SettleCommand {
  static override summary = 'Stop trying rejected records until they change.'
  static override examples = ['<%= config.bin %> rejects skip contacts 42']

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(RejectsSkip)
    await this.settle({
      argv: argv as string[],
      flags,
      apply: (engine, selection) => engine.skipRejects(selection),
      done: 'will not be tried until the record changes',
    })
  }
}
