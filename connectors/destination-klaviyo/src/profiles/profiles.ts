import { object, ok, outcomeByStatus, perRecord, skipped } from '@revetl/sdk'
import type { Batch, Change, HttpResponse, Outcome, RunContext } from '@revetl/sdk'
import { profileAnswer, readAnswer } from '../answers.ts'
import { klaviyoReason } from '../refusals.ts'
import { createProfile, requestDeletion } from '../client.ts'
import { config, type Config } from '../config.ts'
import { findProfiles, lookUpProfiles } from './find-profiles.ts'
import { importProfiles } from './import-profiles.ts'
import { keyFor, prepareProfiles, valuesOf } from './prepare.ts'
import { profileFields } from './profile-fields.ts'
import { toProfile } from './profile-input.ts'

type Ctx = RunContext<Config>
type Write = (batch: Batch, ctx: Ctx) => Promise<readonly Outcome[]>

const every = [['email'], ['phone_number'], ['external_id'], ['id']] as const
// 10,000 profiles and 5 MB a request: https://developers.klaviyo.com/en/v2026-07-15/reference/bulk_import_profiles (read 2026-11-27)
// What goes around the values of a profile is less than 100 bytes.
const importBatch = { recordsMax: 10_000, bytesMax: 4_000_000, uniqueBy: 'matchKey' } as const
const single = { recordsMax: 100, uniqueBy: 'matchKey' } as const
const alike = { atomicity: 'per-record', resend: 'safe' } as const

/** Klaviyo knows no update that creates nothing, so profiles that are not there are left out. */
async function updateProfiles(batch: Batch, ctx: Ctx): Promise<readonly Outcome[]> {
  const { ready, settled } = prepareProfiles(batch)
  const [identifier = 'email'] = batch.matchOn
  const keys = new Map(ready.map(({ id, change }) => [id, keyFor(batch, change)]))
  const found = await findProfiles(ctx, identifier, { values: [...keys.values()] })
  const isThere = ({ id }: { readonly id: string }) => found.has(keys.get(id) ?? '')
  const changes = ready.filter(isThere).map(({ change }) => change)
  const absent = ready.filter((one) => !isThere(one)).map((one) => skipped(one, 'no-match'))
  const written = await importProfiles({ ...batch, changes }, ctx, { effect: 'updated' })
  return [...settled, ...absent, ...written]
}

const createOne = perRecord(async (change: Change, ctx: Ctx) => {
  const response = await createProfile(ctx, toProfile(valuesOf(change)))
  const remoteId = () => readAnswer(profileAnswer, response).data.id
  // "duplicate_profile": https://developers.klaviyo.com/en/v2026-07-15/reference/create_profile (read 2026-11-27)
  return outcomeByStatus(change, response, {
    explain: klaviyoReason,
    effect: 'created',
    conflict: 'exists',
    remoteId,
  })
})

const deleteOne = perRecord(async (change: Change, ctx: Ctx) => {
  const response = await requestDeletion(ctx, toProfile(valuesOf(change)))
  return deletionOutcome(change, response)
})

/** Klaviyo takes the request and deletes later. */
function deletionOutcome(change: Change, response: HttpResponse): Outcome {
  const rules = { explain: klaviyoReason, notFound: 'absent' } as const
  return response.status === 202 ? ok(change, 'accepted') : outcomeByStatus(change, response, rules)
}

/** Sends only the changes that can be sent. */
const prepared =
  (write: Write): Write =>
  async (batch, ctx) => {
    const { ready, settled } = prepareProfiles(batch)
    const changes = ready.map(({ change }) => change)
    return changes.length === 0
      ? settled
      : [...settled, ...(await write({ ...batch, changes }, ctx))]
  }

/** People. Fields that Klaviyo does not know are custom properties. */
export const profiles = object(config, {
  title: 'Profiles',
  fields: profileFields,
  isOpen: true,
  operations: {
    upsert: {
      ...alike,
      matchOn: every,
      batch: importBatch,
      sends: 'changed',
      inFlightMax: 8,
      write: (batch, ctx) => importProfiles(batch, ctx, { effect: 'written' }),
    },
    update: {
      ...alike,
      matchOn: every,
      batch: importBatch,
      sends: 'changed',
      inFlightMax: 8,
      write: updateProfiles,
    },
    create: {
      // A create that is sent again finds the profile that the first one made, and leaves it as it is.
      ...alike,
      matchOn: [['email'], ['phone_number'], ['external_id']],
      batch: single,
      write: prepared(createOne),
    },
    delete: {
      ...alike,
      matchOn: [['email'], ['phone_number'], ['id']],
      batch: single,
      write: prepared(deleteOne),
    },
  },
  lookup: lookUpProfiles,
})
