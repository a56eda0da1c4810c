import { field, object } from '@revetl/sdk'
import { config } from '../config.ts'
import { writeEvents } from '../events/write-events.ts'

/** Occurrences of custom events. Any other field is a property of the event. */
export const events = object(config, {
  title: 'Custom events',
  isOpen: true,
  fields: {
    event_name: field('string', {
      title: 'Event',
      description: 'Its fully qualified name, such as pe123456_purchase.',
      required: true,
    }),
    email: field('string', { title: 'Email of the contact', pii: 'email' }),
    object_id: field('string', {
      title: 'Record ID',
      description: 'Of the record it happened to.',
    }),
    utk: field('string', { title: 'User token', description: 'Of the visitor.' }),
    occurred_at: field('timestamptz', { title: 'When', description: 'Without it, now.' }),
    uuid: field('string', {
      title: 'UUID',
      description: 'HubSpot takes each once a year; without it, one is made of the record.',
    }),
  },
  operations: {
    append: {
      // 500 events a request, under Limits: https://developers.hubspot.com/docs/api-reference/events-send-event-completions-v3/guide
      batch: { recordsMax: 500, uniqueBy: 'none' },
      atomicity: 'all-or-nothing',
      resend: 'safe',
      write: writeEvents,
    },
  },
})
