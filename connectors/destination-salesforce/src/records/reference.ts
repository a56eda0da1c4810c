/** A field that names another record by one of that record's own fields: `Account.Region__c`, `User:Owner.Email`. */
export interface Reference {
  /** The type of the other record, where there may be several. */
  readonly object: string | undefined
  readonly relationship: string
  readonly field: string
}

const form = /^(?:(\w+):)?(\w+)\.(\w+)$/

/** Reads the name of a field; undefined where it is one of the record itself. */
export function toReference(name: string): Reference | undefined {
  const [, object, relationship, field] = form.exec(name) ?? []
  return relationship === undefined || field === undefined
    ? undefined
    : { object, relationship, field }
}

/** The field that holds the id of the other record: `AccountId` of `Account`, `Parent__c` of `Parent__r`. */
export function idFieldOf({ relationship }: Reference): string {
  return relationship.endsWith('__r') ? `${relationship.slice(0, -3)}__c` : `${relationship}Id`
}
