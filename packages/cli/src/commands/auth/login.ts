import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import type { LoginDone, OpenLogin } from '@revetl/core'
import { RevError } from '@revetl/sdk'
import { loginByBrowser } from '../../login/login-by-browser.ts'
import { loginByDevice } from '../../login/login-by-device.ts'
import { listenForInterrupt } from '../../project/interrupt.ts'
import { openSession } from '../../project/session.ts'
import { RevCommand } from '../../rev-command.ts'

export default class AuthLogin extends RevCommand {
  static override summary = 'Log in to a connection, in the browser or by a code.'
  static override description =
    'Asks the vendor with the client id that rev.yaml gives to the connection, and keeps the tokens encrypted in the state of the project. Asks for what the objects in use need, and for no more.'
  static override examples = [
    '<%= config.bin %> auth login crm',
    '<%= config.bin %> auth login crm --no-browser',
    '<%= config.bin %> auth login crm --device',
  ]
  static override args = {
    name: Args.string({ description: 'The connection, as rev.yaml names it.', required: true }),
  }
  static override flags = {
    device: Flags.boolean({ summary: 'By a code that you type on any device.' }),
    browser: Flags.boolean({
      summary: 'Open the browser; --no-browser prints the address alone.',
      default: true,
      allowNo: true,
    }),
    port: Flags.integer({
      summary:
        'The port of 127.0.0.1 that the browser comes back to; default: a free one, or what the vendor asks for.',
      min: 1,
      max: 65_535,
    }),
    timeout: Flags.integer({
      summary: 'How long to wait for you.',
      helpValue: 'SECONDS',
      min: 1,
      default: 300,
    }),
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(AuthLogin)
    const { name } = args
    using interrupt = listenForInterrupt(this.printer)
    await using session = await openSession(flags, this.printer)
    await using opened = await session.engine.openLogin(name)
    using timer = tooLateAfter(name, flags.timeout)
    const options = {
      printer: this.printer,
      signal: AbortSignal.any([interrupt.signal, timer.signal]),
      port: flags.port,
      opensBrowser: flags.browser && process.stderr.isTTY,
    }
    const isDevice = flags.device || !opened.login.methods.includes('browser')
    const done = await (isDevice ? loginByDevice : loginByBrowser)(opened, options)
    const summary = `Logged in to ${name} (${opened.vendor}).`
    this.answer({
      summary,
      result: { connection: name, vendor: opened.vendor, ...done },
      text: () => [summary, ...notesOn(opened, done)].join('\n'),
    })
  }
}

function notesOn(
  { scopes }: OpenLogin,
  { scopes: granted, isRenewable }: LoginDone,
): readonly string[] {
  const missing = scopes.filter((scope) => !granted.includes(scope))
  return [
    ...(granted.length === 0 ? [] : [`It may: ${granted.join(', ')}.`]),
    ...(missing.length === 0 ? [] : [`It was not granted: ${missing.join(', ')}.`]),
    ...(isRenewable ? [] : ['The vendor gave nothing to renew it with: it ends by itself.']),
    'Next: `rev check` shows whether it works.',
  ]
}

function tooLateAfter(
  name: string,
  seconds: number,
): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController()
  const timer = setTimeout(() => {
    controller.abort(
      new RevError(
        'REV_AUTH_LOGIN',
        `Failed to log in to ${name}: nobody finished it within ${seconds} seconds.`,
        { hint: `Try again: rev auth login ${name}; --timeout gives more time.` },
      ),
    )
  }, seconds * 1000)
  return { signal: controller.signal, [Symbol.dispose]: () => clearTimeout(timer) }
}
