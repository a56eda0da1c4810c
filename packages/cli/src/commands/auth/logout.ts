import * as Args from '@oclif/core/args'
import type { Login } from '@revetl/core'
import { openSession } from '../../project/session.ts'
import { RevCommand } from '../../rev-command.ts'

type Ended = Awaited<ReturnType<Login['logout']>>

export default class AuthLogout extends RevCommand {
  static override summary = 'Log out of a connection: give its tokens back, and forget them.'
  static override examples = ['<%= config.bin %> auth logout crm']
  static override args = {
    name: Args.string({ description: 'The connection, as rev.yaml names it.', required: true }),
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(AuthLogout)
    const { name } = args
    await using session = await openSession(flags, this.printer)
    await using opened = await session.engine.openLogin(name)
    const ended = await opened.login.logout()
    this.answer({
      summary: summaryOf(name, opened.vendor, ended),
      result: { connection: name, ended },
    })
  }
}

function summaryOf(name: string, vendor: string, ended: Ended): string {
  switch (ended) {
    case 'revoked':
      return `Logged out of ${name}; ${vendor} took the tokens back.`
    case 'forgotten':
      return `Logged out of ${name}: the tokens are forgotten here. ${vendor} did not take them back; end the access in its settings.`
    case 'absent':
      return `Nobody was logged in to ${name}.`
  }
}
