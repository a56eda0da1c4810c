import type { Attribute } from './attributes.ts'

export interface Contact {
  readonly id: string
  readonly createdMs: number
  isArchived: boolean
  readonly values: Record<string, unknown>
  readonly custom: Record<string, unknown>
  readonly companies: Set<string>
}

export interface Company {
  readonly id: string
  isArchived: boolean
  readonly values: Record<string, unknown>
  readonly custom: Record<string, unknown>
}

export interface Instance {
  readonly id: string
  readonly values: Record<string, unknown>
}

/** What a simulated workspace holds. */
export class Workspace {
  readonly contacts = new Map<string, Contact>()
  readonly companies = new Map<string, Company>()
  readonly instances = new Map<string, Map<string, Instance>>()
  /** One entry an event; Intercom knows it again by these. */
  readonly events = new Map<string, Readonly<Record<string, unknown>>>()
  readonly attributes: { contact: readonly Attribute[]; company: readonly Attribute[] }
  #nextId = 1

  constructor(
    attributes: { contact: readonly Attribute[]; company: readonly Attribute[] },
    types: readonly string[],
  ) {
    this.attributes = attributes
    for (const type of types) this.instances.set(type, new Map())
  }

  newId(prefix: string): string {
    return `${prefix}${String(this.#nextId++).padStart(6, '0')}`
  }

  /** A contact that can be read: archived ones cannot. */
  contact(id: string): Contact | undefined {
    const contact = this.contacts.get(id)
    return contact?.isArchived === true ? undefined : contact
  }

  /** Another user with the same email or external id; archived ones count too. */
  userLike(values: Readonly<Record<string, unknown>>, self?: Contact): Contact | undefined {
    return [...this.contacts.values()].find(
      (one) =>
        one !== self &&
        one.values['role'] === 'user' &&
        ['email', 'external_id'].some((field) => isSame(field, one.values[field], values[field])),
    )
  }

  /** A company by the id that its owner gave it. */
  company(companyId: unknown): Company | undefined {
    return [...this.companies.values()].find(
      (one) => !one.isArchived && one.values['company_id'] === companyId,
    )
  }

  count(object: string): number {
    const contacts = [...this.contacts.values()].filter(({ isArchived }) => !isArchived)
    switch (object) {
      case 'contacts':
        return contacts.filter(({ values }) => values['role'] === 'user').length
      case 'leads':
        return contacts.filter(({ values }) => values['role'] === 'lead').length
      case 'companies':
        return [...this.companies.values()].filter(({ isArchived }) => !isArchived).length
      case 'company_contacts':
        return contacts.reduce((sum, { companies }) => sum + companies.size, 0)
      case 'events':
        return this.events.size
      default:
        return this.instances.get(object)?.size ?? 0
    }
  }
}

/** Emails are the same whatever their case; nothing is the same as nothing. */
function isSame(field: string, one: unknown, other: unknown): boolean {
  if (typeof one !== 'string' || typeof other !== 'string' || one === '') return false
  return field === 'email' ? one.toLowerCase() === other.toLowerCase() : one === other
}
