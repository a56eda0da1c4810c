import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { RevError } from '@revetl/sdk'
import { combinedExitCode, exitCodeOfKind } from '../output/exit-codes.ts'
import { createProgress } from '../output/progress.ts'
import { listenForInterrupt } from '../project/interrupt.ts'
import { doneOrNot } from '../project/not-done.ts'
import { selectSyncs } from '../project/select-syncs.ts'
import { noteLeftOut, openSession } from '../project/session.ts'
import { RevCommand } from '../rev-command.ts'
import { hasDrift, verifySummary, verifyText, type VerifyResult } from '../text/verify-text.ts'

export default class Verify extends RevCommand {
  static override summary = 'Read back a sample of what was delivered, and compare it.'
  static override description =
    'Looks up records that the destination accepted and tells, field by field, what it has otherwise: cut, normalised or different, and which records it does not have. Writes nothing anywhere. Ends with 1 where something differs.'
  static override examples = [
    '<%= config.bin %> verify contacts',
    '<%= config.bin %> verify contacts --sample 1000 --json',
  ]
  static override strict = false
  static override args = {
    sync: Args.string({ description: 'Syncs to verify; default: all.' }),
  }
  static override flags = {
    sample: Flags.integer({
      summary: 'Records to read back, at most; default: what the sync says, else 100.',
      min: 1,
      max: 1_000_000,
      helpValue: 'N',
    }),
  }

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(Verify)
    using interrupt = listenForInterrupt(this.printer)
    await using session = await openSession(flags, this.printer, 'shown')
    const syncs = selectSyncs(session.project, argv as string[])
    noteLeftOut(session.project, syncs, this.printer)
    const checks: VerifyResult[] = []
    for (const sync of syncs) {
      if (interrupt.signal.aborted) break
      using progress = createProgress({ isQuiet: this.printer.isJson })
      const verifying = session.engine.verify(sync, {
        signal: interrupt.signal,
        onProgress: (update) => progress.update(update),
        ...(flags.sample === undefined ? {} : { sampleMax: flags.sample }),
      })
      checks.push(await doneOrNot(sync, verifying))
    }
    const errors = checks.flatMap(errorsOf)
    this.answer({
      exitCode: combinedExitCode(errors.map(({ kind }) => exitCodeOfKind(kind))),
      summary: checks.map(verifySummary).join(' '),
      result: { checks },
      error: errors[0],
      text: (options) => checks.map((check) => verifyText(check, options)).join('\n\n'),
    })
  }
}

function errorsOf(check: VerifyResult): readonly RevError[] {
  if ('error' in check) return [check.error]
  if (!hasDrift(check)) return []
  const { sync, checked, differing, missing } = check
  return [
    new RevError(
      'REV_VERIFY_DRIFT',
      `Failed to find what ${sync} delivered: of ${checked} records that were read back ${differing} differ and ${missing} are missing.`,
      { hint: `Send what the destination keeps, or all of it again: rev run ${sync} --full` },
    ),
  ]
}
