import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import type { Desk, RejectSelection } from '@revetl/core'
import { RevError } from '@revetl/sdk'
import { keyCandidates } from './project/key-candidates.ts'
import { selectSyncs } from './project/select-syncs.ts'
import { openDeskSession } from './project/session.ts'
import { RevCommand, type GlobalFlags } from './rev-command.ts'
import { amountText } from './text/number-text.ts'

interface Settlement {
  readonly argv: readonly string[]
  readonly flags: GlobalFlags & { readonly all: boolean }
  /** @returns how many records it concerned. */
  readonly apply: (desk: Desk, selection: RejectSelection) => Promise<number>
  /** What then holds, after `3 records`. */
  readonly done: string
}

/** What the commands that settle remembered records share: SYNC, and KEY… or --all. */
export abstract class SettleCommand extends RevCommand {
  static override args = {
    sync: Args.string({ description: 'The sync.', required: true }),
    key: Args.string({
      description: 'Keys, each as text or JSON; several columns as a JSON array.',
    }),
  }
  static override flags = {
    all: Flags.boolean({ summary: 'All of the sync.' }),
  }

  /** Applies a decision to the records that the command line names. */
  protected async settle({ argv, flags, apply, done }: Settlement): Promise<void> {
    const [sync = '', ...words] = argv
    if (flags.all === words.length > 0) {
      throw new RevError('REV_USAGE', 'Failed to choose the records: name keys, or pass --all.', {
        hint: `See them with \`rev rejects list ${sync}\`.`,
      })
    }
    await using session = await openDeskSession(flags, this.printer)
    selectSyncs(session.project, [sync])
    const keys = words.flatMap((word) => keyCandidates([word]))
    const count = await apply(session.desk, { sync, ...(flags.all ? {} : { keys }) })
    this.answer({
      summary:
        count === 0 ? 'No such record is waiting.' : `${amountText(count, 'record')} ${done}.`,
      result: { records: count },
    })
  }
}
