import { accounting, statusHonesty } from './accounting.ts'
import { ackMonotonic, mutualExclusion } from './ack-monotonic.ts'
import { ackSoundness } from './ack-soundness.ts'
import { crashConsistency, liveness, quiescence } from './at-rest.ts'
import { deleteSafety } from './delete-safety.ts'
import { determinism, dryRunPurity, isolation } from './compared-plays.ts'
import { duplicateBound } from './duplicate-bound.ts'
import type { Invariant } from './invariant.ts'
import { noPhantom, perKeyOrder } from './no-phantom.ts'
import { noSilentLoss } from './no-silent-loss.ts'
import { oneRefresh } from './one-refresh.ts'
import { boundedFlight, ownAnswer } from './own-answer.ts'
import { plannedSet } from './planned-set.ts'
import { rejectsStay } from './rejects-stay.ts'
import { bisectCost, quotaKept, retryDiscipline } from './retry-discipline.ts'
import { secretsStay } from './secrets.ts'

/** Everything that is looked at in every schedule. */
export const invariants: readonly Invariant[] = [
  noSilentLoss,
  ackSoundness,
  ackMonotonic,
  duplicateBound,
  noPhantom,
  deleteSafety,
  perKeyOrder,
  accounting,
  rejectsStay,
  retryDiscipline,
  quotaKept,
  liveness,
  mutualExclusion,
  crashConsistency,
  quiescence,
  determinism,
  bisectCost,
  oneRefresh,
  isolation,
  dryRunPurity,
  statusHonesty,
  secretsStay,
  plannedSet,
  ownAnswer,
  boundedFlight,
]
