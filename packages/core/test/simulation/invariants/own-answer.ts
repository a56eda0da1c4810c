import type { Intent, Settlement } from '../../../src/ledger.ts'
import type { World } from '../world.ts'
import type { Invariant } from './invariant.ts'

/** INV-24. */
export const ownAnswer: Invariant = {
  id: 'INV-24',
  name: 'late reply',
  sentence:
    'A settlement says yes to a record only by an answer to a request that carried it under the key of this very intent, or because it was read back.',
  onLedger: (world, { name, args }) => {
    if (name !== 'record') return
    const run = args[1] as number
    const { settlements } = args[2] as { readonly settlements: readonly Settlement[] }
    for (const { batch, delivered } of settlements) {
      const intent = world.watch.intent(run, batch)
      if (intent === undefined) continue
      const accepted = acceptedIds(world, intent.intent)
      const strangers = delivered.filter((seq) => !accepted.has(String(seq)))
      if (strangers.length === 0 || wasReadBack(world, strangers.length)) continue
      world.violate(
        'INV-24',
        `batch ${batch} of run ${run} settled ${strangers.join(', ')} without an answer`,
      )
    }
  },
}

function acceptedIds({ requests }: World, { idempotencyKey }: Intent): ReadonlySet<string> {
  const answered = requests.filter(
    (one) => one.idempotencyKey === idempotencyKey || one.path.startsWith('/jobs/poll'),
  )
  return new Set(
    answered.flatMap(({ verdicts }) =>
      [...verdicts].flatMap(([id, verdict]) =>
        verdict === 'ok' || verdict === 'absent' ? [id] : [],
      ),
    ),
  )
}

function wasReadBack({ requests, story }: World, records: number): boolean {
  const { kind, onAmbiguous } = story.config
  if (kind !== 'create' && onAmbiguous !== 'reconcile') return false
  return records > 0 && requests.some(({ path, isAnswered }) => path === '/lookup' && isAnswered)
}

/** INV-25. */
export const boundedFlight: Invariant = {
  id: 'INV-25',
  name: 'bounded memory',
  sentence:
    'Between their intent and their settlement there are never more records than batches in flight times records a batch.',
  onLedger: (world, { worker, name }) => {
    if (name !== 'record' || worker.run === undefined) return
    const { inFlight, batchRecords } = world.story.config
    const open = world.watch.openOf(worker.run)
    const records = open.reduce((sum, { intent }) => sum + intent.seqs.length, 0)
    if (records > inFlight * batchRecords) {
      world.violate('INV-25', `${records} records are between intent and settlement`)
    }
  },
}
