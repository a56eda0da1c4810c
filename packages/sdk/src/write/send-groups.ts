import type { Change } from '../batch.ts'
import { isRevError } from '../errors.ts'
import { retry, type Outcome } from '../outcomes.ts'
import { concernsAll, outcomeFromError } from './outcome-from-error.ts'
import { runBounded } from './run-bounded.ts'

type WithId = Pick<Change, 'id'>

/** How the requests of one batch are sent. */
export interface SendOptions {
  readonly inFlightMax: number
  readonly signal: AbortSignal
}

/**
 * Sends a batch as several requests, each with some of its changes. What a request throws counts for its own changes;
 * one that is too large, or refused as a whole for its content, is halved. After an error that would meet every request (credentials, quota, configuration),
 * or an abort, no further one is made and the rest is `retry`; the error is thrown on where nothing was answered yet.
 */
export async function sendGroups<ChangeType extends WithId>(
  groups: readonly (readonly ChangeType[])[],
  { inFlightMax, signal }: SendOptions,
  send: (group: readonly ChangeType[]) => Promise<readonly Outcome[]>,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  const started = new Set<readonly ChangeType[]>()
  let stop: unknown
  const sendOne = async (group: readonly ChangeType[]): Promise<void> => {
    started.add(group)
    try {
      outcomes.push(...(await send(group)))
    } catch (error) {
      if (isDivisible(error) && group.length > 1) {
        for (const half of halves(group)) await sendOne(half)
        return
      }
      if (concernsAll(error)) stop ??= error
      outcomes.push(...group.map((change) => outcomeFromError(change, error)))
    }
  }
  await runBounded(groups, inFlightMax, sendOne, () => stop !== undefined || signal.aborted)
  if (stop !== undefined && outcomes.every(({ status }) => status === 'retry')) throw stop
  const rest = groups.filter((group) => !started.has(group)).flat()
  return [...outcomes, ...rest.map((change) => notStarted(change, stop))]
}

const isDivisible = (error: unknown): boolean =>
  isRevError(error) && (error.delivery === 'too-large' || error.delivery === 'rejected')

function halves<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const middle = Math.ceil(items.length / 2)
  return [items.slice(0, middle), items.slice(middle)]
}

function notStarted(change: WithId, stop: unknown): Outcome {
  if (stop !== undefined) return outcomeFromError(change, stop)
  return retry(change, { code: 'REV_RUN_CANCELLED', scope: 'batch' })
}
