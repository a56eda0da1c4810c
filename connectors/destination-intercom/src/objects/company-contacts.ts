import { field, findThenWrite, object, ok, rejected, type FieldDefinitions } from '@revetl/sdk'
import { attach, detach } from '../client.ts'
import { config, type Config } from '../config.ts'
import { outcomeOf } from '../outcomes.ts'
import { findPairs, forgetPair, splitPair } from '../records/find-pairs.ts'
import { matched } from '../records/matched.ts'

const membership = findThenWrite<FieldDefinitions, Config>({
  inFlightMax: 16,
  find: findPairs,
  update: async (change, pair, ctx, batch) => {
    const isAdded = batch.operation === 'add'
    const [contact, company] = splitPair(pair)
    const response = await (isAdded ? attach : detach)(ctx, contact, company)
    const effect = isAdded ? 'added' : 'removed'
    const outcome = outcomeOf(change, response, { effect, notFound: 'no-match' })
    // One of the two ids may be of a record that is gone.
    if (outcome.status === 'skipped') await forgetPair(change, ctx, batch)
    return outcome.status === 'ok' ? ok(change, effect, pair) : outcome
  },
  create: async (change, _ctx, { operation, matchOn }) => {
    if (operation === 'remove') return ok(change, 'unchanged')
    const names = matchOn.join(' or with this ')
    return rejected(change, { message: `Intercom has nothing with this ${names}.` })
  },
})

const operation = {
  matchOn: [
    ['company_id', 'contact_external_id'],
    ['company_id', 'contact_email'],
    ['company_id', 'contact_id'],
  ],
  batch: { recordsMax: 60, uniqueBy: 'matchKey' },
  atomicity: 'per-record',
  resend: 'safe',
  write: matched(membership),
} as const

/** Who belongs to which company: both must be there. */
export const companyContacts = object(config, {
  title: 'Company contacts',
  description: 'Attaches contacts to companies, and detaches them; both must be in Intercom.',
  fields: {
    company_id: field('string', {
      title: 'Company ID',
      description: 'Your own id of the company.',
      required: true,
    }),
    contact_external_id: field('string', {
      title: 'External ID of the contact',
      description: 'Your own id of a contact with the role user.',
    }),
    contact_email: field('string', {
      title: 'Email of the contact',
      description: 'The address of a contact with the role user.',
      pii: 'email',
    }),
    contact_id: field('string', {
      title: 'Intercom ID of the contact',
      description: "Intercom's own id, of a user or a lead.",
    }),
  },
  operations: { add: operation, remove: operation },
})
