import * as Args from '@oclif/core/args'
import { listenForInterrupt } from '../project/interrupt.ts'
import { selectTables } from '../project/select-tables.ts'
import { openSession } from '../project/session.ts'
import { RevCommand } from '../rev-command.ts'
import { discoverySummary, discoveryText } from '../text/discovery-text.ts'

export default class Discover extends RevCommand {
  static override summary =
    'Show what a connection has: tables and columns to read, or objects and fields to write to.'
  static override description =
    'Asks the account itself, so that what is named there is shown as a model or a sync has to write it. Writes nothing.'
  static override examples = [
    '<%= config.bin %> discover warehouse',
    '<%= config.bin %> discover warehouse orders',
    '<%= config.bin %> discover crm contacts --json',
  ]
  static override args = {
    connection: Args.string({
      description: 'A source or destination of rev.yaml.',
      required: true,
    }),
    name: Args.string({
      description: 'A table, or a part of the names of several; an object, with all its fields.',
    }),
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Discover)
    using interrupt = listenForInterrupt(this.printer)
    // Whoever asks what there is may be about to mend a sync.
    await using session = await openSession(flags, this.printer, 'shown')
    const found = await session.engine.discover(args.connection, {
      signal: interrupt.signal,
      ...(args.name === undefined ? {} : { object: args.name }),
    })
    const tables = selectTables(found, args.name)
    const discovery = { ...found, tables }
    this.answer({
      summary: discoverySummary(discovery),
      result: { discovery },
      text: ({ style }) => discoveryText(discovery, { name: args.name, style }),
    })
  }
}
