import { field, object } from '@revetl/sdk'
import { deletePeople, upsertPeople } from './client.ts'
import { config } from './config.ts'
import { outcomesOf } from './outcomes.ts'

// 50 people a request: https://api.template.example.com/docs/people (read 2026-11-22)
const batch = { recordsMax: 50, uniqueBy: 'matchKey' } as const
const shared = { matchOn: [['email']], batch, atomicity: 'per-record', resend: 'safe' } as const

/** People, known by their email. */
export const people = object(config, {
  title: 'People',
  fields: {
    email: field('string', { title: 'Email', required: true, unique: true, pii: 'email' }),
    name: field('string', { title: 'Name', maxLength: 100, pii: 'name' }),
    score: field('integer', { title: 'Score' }),
  },
  operations: {
    upsert: {
      ...shared,
      write: async ({ changes }, ctx) =>
        outcomesOf(changes, await upsertPeople(ctx, changes), 'written'),
    },
    delete: {
      ...shared,
      write: async ({ changes }, ctx) =>
        outcomesOf(changes, await deletePeople(ctx, changes), 'deleted'),
    },
  },
})
