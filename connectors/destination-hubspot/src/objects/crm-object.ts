import { field, object, type FieldDefinitions, type ObjectDefinition } from '@revetl/sdk'
import { config, type Config } from '../config.ts'
import { deleteRecords } from '../records/delete.ts'
import { lookUpRecords } from '../records/lookup.ts'
import { createRecords, updateRecords, upsertRecords } from '../records/write.ts'

/** The property that every record is known by. */
export const recordId = {
  hs_object_id: field('string', {
    title: 'Record ID',
    description: "HubSpot's own id of a record; to match by, never to write.",
    unique: true,
  }),
} satisfies FieldDefinitions

// https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide (read 2026-11-22)
const batch = { recordsMax: 100, uniqueBy: 'matchKey' } as const

/** An object of the CRM: all of them are written in the same way. */
export function crmObject<const Fields extends FieldDefinitions>(
  title: string,
  fields: Fields,
  {
    matchOn,
    upsertSends,
  }: {
    /** Besides these, `discover` finds the account's own unique properties. */
    readonly matchOn: readonly (readonly (keyof Fields & string)[])[]
    readonly upsertSends: 'all' | 'changed'
  },
): ObjectDefinition<Fields, Config> {
  const all = { batch, atomicity: 'all-or-nothing' } as const
  const found = { ...all, matchOn, resend: 'safe' } as const
  const unique = matchOn.filter(([name]) => name !== 'hs_object_id')
  // Without a unique field nothing tells a record that was created from one that was not.
  const creation =
    unique.length > 0
      ? ({ matchOn: unique, resend: 'reconcile' } as const)
      : ({ resend: 'unsafe' } as const)
  return object(config, {
    title,
    fields,
    isOpen: true,
    operations: {
      upsert: { ...found, sends: upsertSends, write: upsertRecords },
      update: { ...found, sends: 'changed', write: updateRecords },
      create: { ...all, ...creation, write: createRecords },
      delete: { ...found, write: deleteRecords },
    },
    lookup: lookUpRecords,
  })
}
