import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import type { AirbyteDestination, AirbyteMessage } from '@revetl/core/connectors'
import { errorMessage, isRevError, RevError } from '@revetl/sdk'
import { findProjectFolder } from '../../project/project-folder.ts'
import { RevCommand } from '../../rev-command.ts'

const commands = ['spec', 'check', 'discover', 'write'] as const

export default class ConnectorRun extends RevCommand {
  static override summary =
    'Run a destination connector for a platform that speaks another protocol.'
  static override description =
    'With --protocol airbyte, a destination of rev is a destination of Airbyte: it prints messages on standard output and reads records from standard input. What the platform would pass stands behind --.'
  static override examples = [
    '<%= config.bin %> connector run hubspot --protocol airbyte -- spec',
    '<%= config.bin %> connector run hubspot --protocol airbyte -- write --config config.json --catalog catalog.json',
  ]
  static override strict = false
  static override args = {
    connector: Args.string({ description: 'Id, package name or path.', required: true }),
  }
  static override flags = {
    protocol: Flags.option({
      summary: 'The protocol to speak.',
      options: ['airbyte'] as const,
      required: true,
    })(),
    allow: Flags.string({
      summary: 'Address, range or host that requests may reach besides public ones.',
      multiple: true,
      default: [],
      helpValue: 'RANGE',
    }),
  }

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(ConnectorRun)
    const [reference = '', ...rest] = argv as string[]
    const { command, config, catalog } = readCommand(rest)
    // A platform starts it in a folder of its own; a project is welcome and not needed.
    const folder = flags.project ?? nearestProject() ?? process.cwd()
    const { createConnectorResolver } = await import('@revetl/registry/resolver')
    const connectors = createConnectorResolver({ projectPath: folder })
    const connector = await connectors.resolve('destination', reference)
    const { airbyteDestination } = await import('@revetl/core/connectors')
    const destination = airbyteDestination({
      connector,
      projectPath: folder,
      egressAllow: flags.allow,
      emit: printMessage,
      signal: new AbortController().signal,
    })
    const isFine = await runCommand(destination, command, { config, catalog })
    process.exitCode = isFine ? 0 : 1
  }
}

function nearestProject(): string | undefined {
  try {
    return findProjectFolder(undefined)
  } catch (error) {
    if (isRevError(error) && error.code === 'REV_CONFIG_MISSING') return undefined
    throw error
  }
}

interface Files {
  readonly config: string | undefined
  readonly catalog: string | undefined
}

function readCommand(args: readonly string[]): Files & {
  readonly command: (typeof commands)[number]
} {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    // Airbyte also passes --state to sources, and may pass more.
    strict: false,
    options: { config: { type: 'string' }, catalog: { type: 'string' } },
  })
  const command = commands.find((one) => one === positionals[0])
  if (command === undefined) {
    throw new RevError(
      'REV_USAGE',
      `Failed to run the connector: expected one of ${commands.join(', ')} behind --, got ${positionals[0] ?? 'nothing'}.`,
      { hint: 'For example: rev connector run hubspot --protocol airbyte -- spec' },
    )
  }
  const { config, catalog } = values as Partial<Files>
  return { command, config, catalog }
}

async function runCommand(
  destination: AirbyteDestination,
  command: (typeof commands)[number],
  { config, catalog }: Files,
): Promise<boolean> {
  if (command === 'spec') return destination.spec()
  const given = await readJson('--config', config)
  if (command === 'check') return destination.check(given)
  if (command === 'discover') return destination.discover(given)
  return destination.write(given, await readJson('--catalog', catalog), linesOf(process.stdin))
}

async function readJson(flag: string, file: string | undefined): Promise<unknown> {
  if (file === undefined) {
    throw new RevError('REV_USAGE', `Failed to run the connector: ${flag} is missing.`)
  }
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown
  } catch (error) {
    throw new RevError('REV_USAGE', `Failed to read ${flag} ${file}: ${errorMessage(error)}.`, {
      cause: error,
    })
  }
}

/** Lines as they are asked for: nothing is read before somebody wants it, and so nothing is lost. */
async function* linesOf(input: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of input) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest !== '') yield rest
}

/** One message a line; nothing else may stand on standard output. */
function printMessage(message: AirbyteMessage): void {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}
