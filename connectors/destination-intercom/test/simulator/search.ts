import { reply, type Reply } from '@revetl/testkit/simulator'
import { listOf, showContact } from './show-contact.ts'
import { refusal } from './errors.ts'
import type { Contact, Workspace } from './workspace.ts'

interface Filter {
  readonly field?: string
  readonly operator?: string
  readonly value?: unknown
}

// https://developers.intercom.com/docs/references/2.15/rest-api/api.intercom.io/contacts/searchcontacts (read 2026-11-27)
const filtersMax = 15
const nestingMax = 2

/** Finds contacts: archived ones never, new ones only after a while. */
export function searchContacts(
  workspace: Workspace,
  { query, pagination = {} }: { readonly query?: Filter; readonly pagination?: object },
  untilMs: number,
): Reply {
  if (query === undefined) return refusal(400, 'parameter_not_found', 'query is required')
  const problem = problemOf(query, 0)
  if (problem !== undefined) return refusal(400, 'parameter_invalid', problem)
  const visible = [...workspace.contacts.values()].filter(
    (contact) => !contact.isArchived && contact.createdMs <= untilMs && matches(contact, query),
  )
  const { per_page: perPage = 50, starting_after: after } = pagination as {
    per_page?: number
    starting_after?: string
  }
  const start = after === undefined ? 0 : Number(after)
  const end = start + Math.min(perPage, 150)
  const next = end < visible.length ? { per_page: perPage, starting_after: String(end) } : undefined
  return reply(200, listOf(visible.slice(start, end).map(showContact), next))
}

function problemOf({ operator, value }: Filter, depth: number): string | undefined {
  if (operator === 'IN' && !Array.isArray(value)) return 'IN takes an array'
  if (operator === 'IN' && (value as unknown[]).length > filtersMax) return 'too many filters'
  if (operator !== 'AND' && operator !== 'OR') return undefined
  const filters = value as readonly Filter[]
  if (depth > nestingMax) return 'too many nested filters'
  if (filters.length > filtersMax) return `at most ${filtersMax} filters in a group`
  return filters.map((one) => problemOf(one, depth + 1)).find((one) => one !== undefined)
}

function matches(contact: Contact, { field = '', operator, value }: Filter): boolean {
  if (operator === 'AND') return (value as Filter[]).every((one) => matches(contact, one))
  if (operator === 'OR') return (value as Filter[]).some((one) => matches(contact, one))
  const own = field === 'id' ? contact.id : contact.values[field]
  const wanted = operator === 'IN' ? (value as unknown[]) : [value]
  return wanted.some((one) => String(one).toLowerCase() === String(own).toLowerCase())
}
