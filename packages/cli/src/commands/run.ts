import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import type { RunOptions } from '@revetl/core'
import { RevError } from '@revetl/sdk'
import { combinedExitCode, exitCodeOfRun } from '../output/exit-codes.ts'
import { createProgress } from '../output/progress.ts'
import { listenForInterrupt } from '../project/interrupt.ts'
import { runSync, type RunResult } from '../project/run-sync.ts'
import { selectSyncsToRun } from '../project/select-syncs.ts'
import { noteLeftOut, openSession } from '../project/session.ts'
import { RevCommand } from '../rev-command.ts'
import { runSummary, runText } from '../text/run-text.ts'

// Longer than any run: `--wait` alone means until the other run ends.
const waitForeverMs = 7 * 24 * 3600 * 1000

export default class Run extends RevCommand {
  static override summary = 'Send what changed.'
  static override description =
    'Runs syncs in order. Ends with 0 only when nothing is left over; Ctrl-C stops cleanly, and the next run goes on.'
  static override examples = [
    '<%= config.bin %> run contacts',
    '<%= config.bin %> run --all --json',
    '<%= config.bin %> run contacts --plan HASH',
  ]
  static override strict = false
  static override args = {
    sync: Args.string({ description: 'Syncs to run; may be left out where the project has one.' }),
  }
  static override flags = {
    all: Flags.boolean({ summary: 'Run every sync of the project.' }),
    full: Flags.boolean({ summary: 'Send every record, changed or not.', exclusive: ['baseline'] }),
    baseline: Flags.boolean({ summary: 'Take all records as delivered; send nothing.' }),
    plan: Flags.string({ summary: 'Run only if the plan has this hash.', helpValue: 'HASH' }),
    wait: Flags.boolean({ summary: 'Wait for another run of the sync to end.' }),
  }

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(Run)
    using interrupt = listenForInterrupt(this.printer)
    await using session = await openSession(flags, this.printer, 'shown')
    const syncs = selectSyncsToRun(session.project, argv as string[], flags.all)
    noteLeftOut(session.project, syncs, this.printer)
    const options = runOptions(flags, syncs)
    const runs: RunResult[] = []
    for (const sync of syncs) {
      if (interrupt.signal.aborted) break
      using progress = createProgress({ isQuiet: this.printer.isJson })
      runs.push(
        await runSync(session.engine, sync, {
          ...options,
          signal: interrupt.signal,
          onProgress: (update) => progress.update(update),
        }),
      )
    }
    this.answerRuns(runs)
  }

  private answerRuns(runs: readonly RunResult[]): void {
    const sent = runs.reduce((sum, run) => sum + run.sent, 0)
    this.answer({
      exitCode: combinedExitCode(runs.map(exitCodeOfRun)),
      summary: runs.map(runSummary).join(' '),
      result: { sent, runs },
      error: runs.find(({ error }) => error !== undefined)?.error,
      text: (options) => runs.map((run) => runText(run, options)).join('\n\n'),
    })
  }
}

function runOptions(
  flags: {
    readonly full: boolean
    readonly baseline: boolean
    readonly plan?: string | undefined
    readonly wait: boolean
  },
  syncs: readonly string[],
): RunOptions {
  if (flags.plan !== undefined && syncs.length !== 1) {
    throw new RevError(
      'REV_USAGE',
      'Failed to use --plan: a hash is of one sync, several are meant.',
      {
        hint: 'Name the sync that was planned.',
      },
    )
  }
  return {
    isFull: flags.full,
    isBaseline: flags.baseline,
    leaseWaitMs: flags.wait ? waitForeverMs : 0,
    ...(flags.plan === undefined ? {} : { planHash: flags.plan }),
  }
}
