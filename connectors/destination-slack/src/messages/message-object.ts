import { object, perRecord, type FieldDefinitions, type ObjectDefinition } from '@revetl/sdk'
import { config, type Config } from '../config.ts'
import { addressedFields, messageFields } from './message-fields.ts'
import { lookUpMessages } from './look-up-messages.ts'
import { post } from './post-message.ts'
import { writeMessages } from './write-messages.ts'

// One message a call and a second: no more than a third of a minute for a batch in one channel.
const recordsMax = 20

/** How messages are known again, and how many batches are under way. */
interface Kind<Fields extends FieldDefinitions> {
  readonly title: string
  readonly description: string
  readonly fields: Fields
  readonly matchOn: readonly (readonly (keyof Fields & string)[])[]
  readonly inFlightMax: number
}

/** Messages with a key are posted once and changed after that; without one, every record is a message. */
function messageObject<const Fields extends FieldDefinitions>({
  matchOn,
  inFlightMax,
  ...about
}: Kind<Fields>): ObjectDefinition<Fields, Config> {
  const shared = { atomicity: 'per-record', inFlightMax } as const
  const keyed = {
    ...shared,
    matchOn,
    batch: { recordsMax, uniqueBy: 'matchKey' },
    write: writeMessages,
  } as const
  return object(config, {
    ...about,
    operations: {
      // Slack knows no idempotency key. A message whose answer was lost is looked for before another one is posted.
      upsert: { ...keyed, resend: 'reconcile' },
      create: { ...keyed, resend: 'reconcile' },
      update: { ...keyed, resend: 'safe' },
      delete: { ...keyed, resend: 'safe' },
      append: {
        ...shared,
        batch: { recordsMax, uniqueBy: 'none' },
        resend: 'unsafe',
        write: perRecord<FieldDefinitions, Config>(
          (change, ctx, batch) => post(batch, change, ctx),
          { inFlightMax },
        ),
      },
    },
    lookup: lookUpMessages,
  })
}

/** Messages to many channels and people, which each record names. */
export const messages = messageObject({
  title: 'Messages',
  description: 'Messages to the channels or people that the records name.',
  fields: addressedFields,
  matchOn: [
    ['channel', 'key'],
    ['email', 'key'],
  ],
  inFlightMax: 4,
})

/** Messages to one channel: the object is its name or id. They come in the order of the records. */
export const channel = messageObject({
  title: 'Channel',
  description: 'Messages to one channel, named by #name or id.',
  fields: messageFields,
  matchOn: [['key']],
  inFlightMax: 1,
})
