import type { Batch, Change, Value } from '@revetl/sdk'
import type { MatchConfig } from '../config/answer.ts'
import { textAt, valueAt } from './value-at.ts'
import { valueText } from '../template/compile-text.ts'

/** Finds the record of an entry; `undefined` where there is none, or more than one. */
export type EntryMatcher = (entry: Value, position: number) => Change | undefined

/** Makes the matcher of a batch. */
export function entryMatcher(match: MatchConfig, batch: Batch): EntryMatcher {
  switch (match.by) {
    case 'position':
      return (_entry, position) => batch.changes[position]
    case 'index':
      return (entry) => {
        const index = valueAt(entry, match.path)
        return typeof index === 'number' ? batch.changes[index - match.first] : undefined
      }
    case 'change': {
      const byId = new Map(batch.changes.map((change) => [change.id, change]))
      return (entry) => byId.get(textAt(entry, match.path) ?? '')
    }
    case 'field': {
      const { path, field, ignoreCase } = match
      const fold = (text: string) => (ignoreCase ? text.toLowerCase() : text)
      const byText = changesByText(batch, field, fold)
      return (entry) => byText.get(fold(textAt(entry, path) ?? '')) ?? undefined
    }
  }
}

/** Two records with the same text cannot be told apart: neither is found by it. */
function changesByText(
  batch: Batch,
  field: string,
  fold: (text: string) => string,
): ReadonlyMap<string, Change | null> {
  const found = new Map<string, Change | null>()
  for (const change of batch.changes) {
    const value = Object.hasOwn(change.fields, field) ? change.fields[field] : undefined
    const text = valueText(value)
    if (text === undefined || text === '') continue
    found.set(fold(text), found.has(fold(text)) ? null : change)
  }
  return found
}
