import type { Batch, Change } from '../batch.ts'
import { configError } from '../errors.ts'

/** Changes that carry the same fields, and so can be written by one statement. */
export interface FieldGroup {
  readonly names: readonly string[]
  readonly changes: readonly Change[]
}

/**
 * The changes of a batch by the fields that they carry, since a field that is not there is left alone.
 * @throws `REV_CONFIG_INVALID` where a record lacks a match field
 */
export function groupByFields(batch: Batch): readonly FieldGroup[] {
  const all = batch.hasAllFields === true ? [wholeGroup(batch)] : groupsOf(batch)
  for (const { names } of all) requireMatchFields(batch, names)
  return all
}

function wholeGroup({ fields, changes }: Batch): FieldGroup {
  return { names: fields.map(({ name }) => name), changes }
}

function groupsOf(batch: Batch): readonly FieldGroup[] {
  const groups = new Map<string, { names: readonly string[]; changes: Change[] }>()
  for (const change of batch.changes) {
    // Only the names are wanted here, so that rounded numbers do no harm.
    const names = Object.keys(JSON.parse(change.json) as object)
    const key = names.join('\0')
    const group = groups.get(key) ?? { names, changes: [] }
    groups.set(key, group)
    group.changes.push(change)
  }
  return [...groups.values()]
}

function requireMatchFields({ matchOn, operation, object }: Batch, names: readonly string[]): void {
  const missing = matchOn.filter((name) => !names.includes(name))
  const isMatchless = matchOn.length === 0 && operation !== 'append' && operation !== 'replace'
  if (missing.length === 0 && !isMatchless) return
  const what = isMatchless ? 'no match fields are given' : `a record lacks ${missing.join(', ')}`
  throw configError(`Failed to ${operation} ${object.name}: ${what}.`, {
    hint: 'Name mapped columns that identify a row.',
    delivery: 'not-applied',
  })
}
