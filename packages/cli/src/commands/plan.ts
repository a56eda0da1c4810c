import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { combinedExitCode, exitCodeOfKind } from '../output/exit-codes.ts'
import { createProgress } from '../output/progress.ts'
import { listenForInterrupt } from '../project/interrupt.ts'
import { doneOrNot } from '../project/not-done.ts'
import { selectSyncs } from '../project/select-syncs.ts'
import { noteLeftOut, openSession } from '../project/session.ts'
import { RevCommand } from '../rev-command.ts'
import { planSummary, planText, type PlanResult } from '../text/plan-text.ts'

export default class Plan extends RevCommand {
  static override summary = 'Show what a run would change. Sends nothing.'
  static override examples = [
    '<%= config.bin %> plan contacts',
    '<%= config.bin %> plan contacts --samples 20',
  ]
  static override strict = false
  static override args = {
    sync: Args.string({ description: 'Syncs to plan; default: all.' }),
  }
  static override flags = {
    full: Flags.boolean({ summary: 'Plan as if everything had changed: a full resync.' }),
    samples: Flags.integer({ summary: 'Changes to show with their values.', min: 0, default: 5 }),
  }

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(Plan)
    using interrupt = listenForInterrupt(this.printer)
    await using session = await openSession(flags, this.printer, 'shown')
    const syncs = selectSyncs(session.project, argv as string[])
    noteLeftOut(session.project, syncs, this.printer)
    const plans: PlanResult[] = []
    for (const sync of syncs) {
      if (interrupt.signal.aborted) break
      using progress = createProgress({ isQuiet: this.printer.isJson })
      const planning = session.engine.plan(sync, {
        isFull: flags.full,
        samplesMax: flags.samples,
        signal: interrupt.signal,
        onProgress: (update) => progress.update(update),
      })
      plans.push(await doneOrNot(sync, planning))
    }
    const errors = plans.flatMap((plan) => ('error' in plan ? [plan.error] : []))
    this.answer({
      exitCode: combinedExitCode(errors.map(({ kind }) => exitCodeOfKind(kind))),
      summary: plans.map(planSummary).join(' '),
      result: { plans },
      error: errors[0],
      text: (options) => plans.map((plan) => planText(plan, options)).join('\n\n'),
    })
  }
}
