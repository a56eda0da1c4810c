import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import type { PlanReport } from '@revetl/core'
import { createProgress } from '../output/progress.ts'
import { listenForInterrupt } from '../project/interrupt.ts'
import { selectSyncs } from '../project/select-syncs.ts'
import { openSession } from '../project/session.ts'
import { RevCommand } from '../rev-command.ts'
import { planSummary, planText } from '../text/plan-text.ts'

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
    await using session = await openSession(
      flags,
      this.printer,
      argv.length > 0 ? 'noted' : 'nothing',
    )
    const plans: PlanReport[] = []
    for (const sync of selectSyncs(session.project, argv as string[])) {
      using progress = createProgress({ isQuiet: this.printer.isJson })
      const plan = await session.engine.plan(sync, {
        isFull: flags.full,
        samplesMax: flags.samples,
        signal: interrupt.signal,
        onProgress: (update) => progress.update(update),
      })
      plans.push(plan)
    }
    this.answer({
      summary: plans.map(planSummary).join(' '),
      result: { plans },
      text: ({ style }) => plans.map((plan) => planText(plan, style)).join('\n\n'),
    })
  }
}
