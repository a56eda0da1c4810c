import { openSession } from '../../project/session.ts'
import { RevCommand } from '../../rev-command.ts'
import { loginsText } from '../../text/logins-text.ts'
import { amountText } from '../../text/number-text.ts'

export default class AuthList extends RevCommand {
  static override summary = 'Show how each connection signs in, and who is logged in.'
  static override description = 'Sends nothing.'
  static override examples = ['<%= config.bin %> auth list']

  override async run(): Promise<void> {
    const { flags } = await this.parse(AuthList)
    await using session = await openSession(flags, this.printer)
    const logins = await session.engine.logins()
    const byLogin = logins.filter(({ methods }) => methods.length > 0)
    const loggedIn = byLogin.filter(({ status }) => status !== undefined).length
    this.answer({
      summary: `${amountText(byLogin.length, 'connection')} to log in to, ${loggedIn} logged in.`,
      result: { logins },
      text: ({ style }) => loginsText(logins, style),
    })
  }
}
