/** A field as a describe shows it. */
export interface FieldMeta {
  readonly name: string
  readonly type: string
  readonly length?: number
  readonly isRequired?: boolean
  readonly isReadOnly?: boolean
  readonly isExternalId?: boolean
  readonly isUnique?: boolean
  readonly isLookup?: boolean
  readonly choices?: readonly string[]
  readonly referenceTo?: readonly string[]
  readonly relationship?: string
}

/** An object of an org. */
export interface ObjectMeta {
  readonly name: string
  readonly label: string
  /** The first three characters of its record ids. */
  readonly prefix: string
  readonly isCustom: boolean
  readonly isReadOnly?: boolean
  readonly fields: readonly FieldMeta[]
}

type Options = Omit<FieldMeta, 'name' | 'type'>

export const field = (name: string, type = 'string', options: Options = {}): FieldMeta => ({
  name,
  type,
  ...(type === 'string' ? { length: 255 } : {}),
  ...options,
})

const external = field('External_Id__c', 'string', {
  length: 80,
  isExternalId: true,
  isUnique: true,
})
const ofEveryObject = [
  field('Id', 'id', { length: 18, isReadOnly: true, isLookup: true }),
  field('CreatedDate', 'datetime', { isReadOnly: true }),
  field('SystemModstamp', 'datetime', { isReadOnly: true }),
]
const owner = field('OwnerId', 'reference', {
  length: 18,
  referenceTo: ['Group', 'User'],
  relationship: 'Owner',
})

const standard = (
  name: string,
  prefix: string,
  fields: readonly FieldMeta[],
  isReadOnly = false,
): ObjectMeta => ({
  name,
  label: name,
  prefix,
  isCustom: false,
  isReadOnly,
  fields: [...ofEveryObject, ...fields],
})

/** An object that an administrator has made. */
export const customObject = (
  name: string,
  prefix: string,
  fields: readonly FieldMeta[] = [],
): ObjectMeta => ({
  name: `${name}__c`,
  label: name,
  prefix,
  isCustom: true,
  fields: [...ofEveryObject, field('Name', 'string', { length: 80 }), external, ...fields],
})

/** The objects of a new simulated org. */
export const standardObjects: readonly ObjectMeta[] = [
  standard('Account', '001', [
    field('Name', 'string', { isRequired: true }),
    external,
    field('Region_Code__c', 'double', { isExternalId: true }),
    field('Industry', 'picklist', { choices: ['Banking', 'Energy', 'Retail'] }),
    field('Interests__c', 'multipicklist', { choices: ['art', 'music', 'sport'] }),
    field('AnnualRevenue', 'currency'),
    field('NumberOfEmployees', 'int'),
    field('Active__c', 'boolean'),
    field('Founded__c', 'date'),
    field('Last_Seen__c', 'datetime'),
    field('Description', 'textarea', { length: 32_000 }),
    field('Phone', 'phone', { length: 40 }),
    field('BillingAddress', 'address', { isReadOnly: true }),
    owner,
    field('ParentId', 'reference', {
      length: 18,
      referenceTo: ['Account'],
      relationship: 'Parent',
    }),
  ]),
  standard('Contact', '003', [
    field('LastName', 'string', { length: 80, isRequired: true }),
    field('FirstName', 'string', { length: 40 }),
    field('Email', 'email', { length: 80, isLookup: true }),
    field('Phone', 'phone', { length: 40 }),
    external,
    field('Twin_Key__c', 'string', { length: 80, isExternalId: true }),
    field('AccountId', 'reference', {
      length: 18,
      referenceTo: ['Account'],
      relationship: 'Account',
    }),
    owner,
  ]),
  standard('Note_Event', '0Ne', [field('Title', 'string')]),
  standard('User', '005', [
    field('Username', 'string', { length: 80, isRequired: true, isLookup: true }),
    field('Email', 'email', { length: 128 }),
    external,
  ]),
  standard('Group', '00G', [field('Name', 'string')], true),
  customObject('Invoice', 'a01', [
    field('Amount__c', 'currency'),
    field('Customer__c', 'reference', {
      length: 18,
      referenceTo: ['Account'],
      relationship: 'Customer__r',
    }),
  ]),
]

/** Leads, which the org has when it runs as a program. */
export const leads: ObjectMeta = standard('Lead', '00Q', [
  field('LastName', 'string', { length: 80, isRequired: true }),
  field('FirstName', 'string', { length: 40 }),
  field('Company', 'string', { isRequired: true }),
  field('Email', 'email', { length: 80, isLookup: true }),
  field('Industry', 'picklist', { choices: ['Banking', 'Energy', 'Retail'] }),
  field('NumberOfEmployees', 'int'),
  field('Rating', 'picklist', { choices: ['Hot', 'Warm', 'Cold'] }),
  field('Score__c', 'double'),
  external,
  owner,
])

/** A field as https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_describesobjects_describesobjectresult.htm (read 2026-11-27) shows it. */
export function showField(meta: FieldMeta): Readonly<Record<string, unknown>> {
  const { name, type, length = 0, isRequired = false, isReadOnly = false } = meta
  const { isExternalId = false, isUnique = false, isLookup = false } = meta
  return {
    name,
    label: name.replaceAll('_', ' ').trim(),
    type,
    length,
    nillable: !isRequired && type !== 'boolean' && type !== 'id',
    defaultedOnCreate: type === 'boolean' || type === 'id',
    createable: !isReadOnly,
    updateable: !isReadOnly,
    externalId: isExternalId,
    unique: isUnique,
    idLookup: isLookup || isExternalId,
    restrictedPicklist: meta.choices !== undefined,
    picklistValues: (meta.choices ?? []).map((value) => ({ active: true, label: value, value })),
    referenceTo: meta.referenceTo ?? [],
    relationshipName: meta.relationship ?? null,
    inlineHelpText: null,
  }
}
