import { spawn } from 'node:child_process'
import { once } from 'node:events'
import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { findConnectorFolders } from '../../project/connectors-to-test.ts'
import { sourceFolders, watchFolders } from '../../project/watch-folders.ts'
import { RevCommand } from '../../rev-command.ts'
import { amountText } from '../../text/number-text.ts'
import { rehearsalText } from '../../text/rehearsal-text.ts'

export default class ConnectorDev extends RevCommand {
  static override summary =
    'Try a connector on its simulator after every change; show requests, and outcomes or rows.'
  static override description =
    'Builds with `npm run build`, then writes the records of each case of test/conformance.config.ts, or reads the first rows of each model. Ends with Ctrl-C. It checks nothing: that is `rev connector test`.'
  static override examples = [
    '<%= config.bin %> connector dev',
    '<%= config.bin %> connector dev --once --json',
  ]
  static override args = {
    connector: Args.string({ description: 'Folder, package name or id; default: this folder.' }),
  }
  static override flags = {
    once: Flags.boolean({ summary: 'Try what is built now, once, and end.' }),
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ConnectorDev)
    const wanted = { named: args.connector, isAll: false, kind: undefined }
    const [folder = '.'] = await findConnectorFolders(flags, wanted)
    if (flags.once) return this.rehearse(folder)
    const stop = new AbortController()
    process.once('SIGINT', () => stop.abort())
    const again = () => buildAndTry(folder, (text) => this.printer.err(text))
    await again()
    await watchFolders(sourceFolders(folder), stop.signal, again)
    this.answer({ summary: 'Ended.', result: { folder } })
  }

  private async rehearse(folder: string): Promise<void> {
    const { rehearse } = await import('@revetl/testkit')
    const rehearsals = await rehearse(folder)
    const isRead = rehearsals.some(({ read }) => read !== undefined)
    const isBroken = rehearsals.some(({ error }) => error !== undefined)
    this.answer({
      exitCode: isBroken ? 1 : 0,
      summary: `${amountText(rehearsals.length, isRead ? 'model' : 'operation')} tried.`,
      result: { operations: rehearsals },
      text: ({ style }) => rehearsalText(rehearsals, style),
    })
  }
}

/** In processes of their own: code that was imported once is not imported again. */
async function buildAndTry(folder: string, say: (text: string) => void): Promise<void> {
  say(`\n── ${new Date().toLocaleTimeString()} building …`)
  if ((await run(folder, 'npm', ['run', '--silent', 'build'])) !== 0) return
  await run(folder, process.execPath, [process.argv[1] ?? '', 'connector', 'dev', folder, '--once'])
}

async function run(cwd: string, program: string, args: readonly string[]): Promise<number> {
  const shell = process.platform === 'win32' && program === 'npm'
  const child = spawn(program, [...args], { cwd, stdio: ['ignore', 'inherit', 'inherit'], shell })
  const [code] = (await once(child, 'close')) as [number | null]
  return code ?? 1
}
