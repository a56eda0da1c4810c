// The shape: https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide (read 2026-11-22)

/** A property as the properties API describes it. */
export interface Property {
  readonly name: string
  readonly label: string
  readonly description: string
  readonly groupName: string
  readonly type: string
  readonly fieldType: string
  readonly options: readonly { label: string; value: string; hidden: boolean }[]
  readonly hasUniqueValue: boolean
  readonly calculated: boolean
  readonly modificationMetadata: {
    readonly archivable: boolean
    readonly readOnlyDefinition: boolean
    readonly readOnlyValue: boolean
  }
}

/** A property with what makes it special. */
export function property(
  name: string,
  type = 'string',
  more: {
    fieldType?: string
    options?: readonly string[]
    unique?: boolean
    readOnly?: boolean
  } = {},
): Property {
  const { fieldType = 'text', options = [], unique = false, readOnly = false } = more
  return {
    name,
    label: name,
    description: '',
    groupName: 'information',
    type,
    fieldType,
    options: options.map((value) => ({ label: value, value, hidden: false })),
    hasUniqueValue: unique,
    calculated: false,
    modificationMetadata: {
      archivable: false,
      readOnlyDefinition: true,
      readOnlyValue: readOnly,
    },
  }
}

const ofEveryObject = [
  property('hs_object_id', 'number', { fieldType: 'number', readOnly: true }),
  property('createdate', 'datetime', { fieldType: 'date', readOnly: true }),
  property('hs_lastmodifieddate', 'datetime', { fieldType: 'date', readOnly: true }),
  property('birthday', 'date', { fieldType: 'date' }),
  property('last_seen', 'datetime', { fieldType: 'date' }),
  property('score', 'number', { fieldType: 'number' }),
  property('is_vip', 'bool', { fieldType: 'booleancheckbox', options: ['true', 'false'] }),
  property('interests', 'enumeration', {
    fieldType: 'checkbox',
    options: ['art', 'music', 'sport'],
  }),
  property('external_id', 'string', { unique: true }),
]

const stages = ['subscriber', 'lead', 'opportunity', 'customer']

/** The properties of the standard objects in a new simulated account. */
export const standardProperties: Readonly<Record<string, readonly Property[]>> = {
  contacts: [
    ...ofEveryObject,
    // HubSpot keeps emails unique although their property does not say so.
    property('email'),
    property('firstname'),
    property('lastname'),
    property('phone', 'string', { fieldType: 'phonenumber' }),
    property('company'),
    property('website'),
    property('lifecyclestage', 'enumeration', { fieldType: 'radio', options: stages }),
  ],
  companies: [...ofEveryObject, property('name'), property('domain'), property('city')],
  deals: [
    ...ofEveryObject,
    property('dealname'),
    property('amount', 'number', { fieldType: 'number' }),
    property('closedate', 'datetime', { fieldType: 'date' }),
    property('pipeline', 'enumeration', { fieldType: 'select', options: ['default'] }),
    property('dealstage', 'enumeration', { fieldType: 'radio', options: ['open', 'closedwon'] }),
  ],
  tickets: [
    ...ofEveryObject,
    property('subject'),
    property('content', 'string', { fieldType: 'textarea' }),
    property('hs_pipeline_stage', 'enumeration', { fieldType: 'select', options: ['1', '2'] }),
  ],
}
