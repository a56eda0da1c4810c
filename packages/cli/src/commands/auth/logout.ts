import * as Args from '@oclif/core/args'
import type { Logout } from '@revetl/core'
import { openSession } from '../../project/session.ts'
import { RevCommand } from '../../rev-command.ts'

export default class AuthLogout extends RevCommand {
  static override summary = 'Log out of a connection: give its tokens back, and forget them.'
  static override examples = ['<%= config.bin %> auth logout crm']
  static override args = {
    name: Args.string({ description: 'The connection, as rev.yaml names it.', required: true }),
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(AuthLogout)
    await using session = await openSession(flags, this.printer)
    const logout = await session.engine.logout(args.name)
    this.answer({ summary: summaryOf(logout), result: logout })
  }
}

function summaryOf({ connection, vendor, ended, isConfigured }: Logout): string {
  if (ended === 'absent') return `Nobody was logged in to ${connection}.`
  if (ended === 'revoked') return `Logged out of ${connection}; ${vendor} took the tokens back.`
  return isConfigured
    ? `The tokens of ${connection} are forgotten; the next run starts from the grant in rev.yaml.`
    : `Logged out of ${connection}: the tokens are forgotten here. ${vendor} did not take them back; end the access in its settings.`
}
