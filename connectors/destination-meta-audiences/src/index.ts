import { apiVersion as contract, bearer, defineDestination, object } from '@revetl/sdk'
import { check } from './check.ts'
import { addUsers, apiVersion, removeUsers } from './client.ts'
import { config } from './config.ts'
import { discover } from './discover.ts'
import { fields } from './identifiers/fields.ts'
import { metaQuotas } from './quotas.ts'
import { replaceMembers, replaceSession } from './replace.ts'
import { prepareMembers, sendMembers } from './send-members.ts'

// "a maximum of 10000 at a time":
// https://developers.facebook.com/docs/marketing-api/reference/custom-audience/users (read 2026-11-27)
const shared = {
  batch: { recordsMax: 10_000 },
  atomicity: 'per-record',
  // Members are known by what they are: adding or removing one again changes nothing.
  resend: 'safe',
} as const

const byIdentifier = {
  ...shared,
  matchOn: [['extern_id'], ['email'], ['phone'], ['madid']],
  inFlightMax: 4,
} as const

/** Delivers members to Meta custom audiences. */
export default defineDestination({
  id: 'meta-audiences',
  apiVersion: contract,
  title: 'Meta custom audiences',
  vendor: {
    name: 'Meta',
    docs: 'https://developers.facebook.com/docs/marketing-api/audiences/guides/custom-audiences',
    api: { version: apiVersion },
  },
  config,
  auth: ({ accessToken }) => bearer(accessToken),
  network: { hosts: ({ baseUrl }) => [new URL(baseUrl).hostname] },
  quotas: metaQuotas,
  check,
  discover,
  objects: {},
  dynamicObject: object(config, {
    title: 'Audience',
    description: 'A custom audience from a customer list, by its id.',
    fields,
    operations: {
      add: {
        ...byIdentifier,
        write: (batch, ctx) =>
          sendMembers(prepareMembers(batch, ctx), batch, ctx, (payload) =>
            addUsers(ctx, batch.object.name, payload),
          ),
      },
      remove: {
        ...byIdentifier,
        write: (batch, ctx) =>
          sendMembers(prepareMembers(batch, ctx), batch, ctx, (payload) =>
            removeUsers(ctx, batch.object.name, payload),
          ),
      },
      replace: {
        ...shared,
        // Batches of a session are numbered.
        inFlightMax: 1,
        session: replaceSession,
        write: replaceMembers,
      },
    },
  }),
})
