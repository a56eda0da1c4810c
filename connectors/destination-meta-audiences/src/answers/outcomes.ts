import {
  jsonObject,
  ok,
  rejected,
  RevError,
  type Change,
  type BulkAnswer,
  type HttpResponse,
  type Value,
} from '@revetl/sdk'
import type { Member } from '../identifiers/identify.ts'

/**
 * What Meta says about a batch: how many entries it received, how many of them are invalid, and samples of those. Of a
 * member it says nothing: whether anybody was recognised is never told. So a member that was taken is `accepted`.
 * @throws RevError where some entries are invalid and not all of them are named, so that halves of the batch can tell
 */
export function answerOf(
  members: readonly Member[],
  audience: string,
  response: HttpResponse,
): BulkAnswer {
  const answer = jsonObject(response.json())
  const received = countOf(answer['num_received'])
  const invalid = countOf(answer['num_invalid_entries'])
  // An answer that is about something else, or does not add up, says nothing of these members.
  if (audience !== answer['audience_id'] || received !== members.length || invalid === undefined) {
    return { verdicts: [] }
  }
  const named = invalid === 0 ? [] : sampledMembers(members, answer['invalid_entry_samples'])
  const refused = members.length === invalid ? members : named
  if (refused.length !== invalid) throw unnamed(members.length, invalid)
  return {
    verdicts: refused.map(({ change: { id } }) => ({ at: id, outcome: invalidEntry })),
    accepted: { count: received - invalid, outcome: (change) => ok(change, 'accepted') },
  }
}

const invalidEntry = (change: Pick<Change, 'id'>) =>
  rejected(change, { message: 'Meta says that the entry is invalid.' })

// Shorter values alone, such as external ids, could stand in a sample by chance.
const tellingLength = 32

/** Members that a sample shows by all of their values, in whatever form samples come: many share a first name. */
function sampledMembers(members: readonly Member[], samples: Value | undefined): readonly Member[] {
  const shown = new Set(JSON.stringify(samples ?? null).match(/[\w-]+/g))
  return members.filter(({ row }) => {
    const known = row.filter((value) => value !== '')
    return (
      known.some((value) => value.length >= tellingLength) && known.every((one) => shown.has(one))
    )
  })
}

/** Members are added and removed by what they are, so that sending halves again harms nobody. */
function unnamed(sent: number, invalid: number): RevError {
  return new RevError(
    'REV_RECORD_REJECTED',
    `Failed to change the audience: Meta calls ${invalid} of ${sent} entries invalid and does not name them.`,
    { delivery: 'rejected' },
  )
}

const countOf = (value: Value | undefined): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
