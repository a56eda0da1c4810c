import { openDeskSession } from '../project/session.ts'
import { RevCommand } from '../rev-command.ts'
import { statusText } from '../text/status-text.ts'

export default class Status extends RevCommand {
  static override summary = 'Show every sync: its last run, and what is left over.'
  static override examples = ['<%= config.bin %> status']

  override async run(): Promise<void> {
    const { flags } = await this.parse(Status)
    await using session = await openDeskSession(flags, this.printer)
    const syncs = await session.desk.status()
    const running = syncs.filter(({ isRunning }) => isRunning).length
    this.answer({
      summary: `${syncs.length} syncs, ${running} running.`,
      result: { syncs },
      text: ({ style }) => statusText(syncs, style),
    })
  }
}
