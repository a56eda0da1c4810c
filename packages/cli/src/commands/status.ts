import { openDeskSession } from '../project/session.ts'
import { RevCommand } from '../rev-command.ts'
import { errorText } from '../text/error-text.ts'
import { statusText } from '../text/status-text.ts'

export default class Status extends RevCommand {
  static override summary = 'Show every sync: its last run, and what is left over.'
  static override examples = ['<%= config.bin %> status']

  override async run(): Promise<void> {
    const { flags } = await this.parse(Status)
    await using session = await openDeskSession(flags, this.printer, 'shown')
    const syncs = await session.desk.status()
    const broken = [...session.project.brokenSyncs].map(([sync, error]) => ({ sync, error }))
    const running = syncs.filter(({ isRunning }) => isRunning).length
    const atFault = broken.length === 0 ? '' : `, ${broken.length} at fault`
    this.answer({
      summary: `${syncs.length + broken.length} syncs, ${running} running${atFault}.`,
      result: { syncs, broken },
      text: (options) =>
        [
          // What is at fault stands for itself.
          ...(syncs.length === 0 && broken.length > 0 ? [] : [statusText(syncs, options.style)]),
          ...broken.map(({ sync, error }) => errorText(error, { ...options, label: sync })),
        ].join('\n\n'),
    })
  }
}
