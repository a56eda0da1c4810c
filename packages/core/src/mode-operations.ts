import type { OperationName } from '@revetl/sdk'
import type { Sync, SyncMode } from './project.ts'

/** Which operation carries each kind of change; undefined where such a change is nothing to send. */
export interface ModeOperations {
  readonly added: OperationName | undefined
  readonly changed: OperationName | undefined
  readonly removed: OperationName | undefined
}

/** What the operations of a mode depend on. */
export interface ModeRules extends Pick<Sync, 'onRemove' | 'onChange'> {
  /** Whether the object has an operation. */
  readonly has: (operation: OperationName) => boolean
}

/** The operations of a mode. Whether the object has them all is `missingOperations`' question. */
export function modeOperations(mode: SyncMode, rules: ModeRules): ModeOperations {
  switch (mode) {
    case 'upsert':
      return { added: 'upsert', changed: 'upsert', removed: undefined }
    case 'update':
      return { added: 'update', changed: 'update', removed: undefined }
    case 'create':
      return { added: 'create', changed: undefined, removed: undefined }
    case 'mirror':
      return { added: 'upsert', changed: 'upsert', removed: removal(rules) }
    case 'append': {
      const changed = rules.onChange === 'append' ? 'append' : undefined
      return { added: 'append', changed, removed: undefined }
    }
    case 'replace':
      // The whole model is written again; what is not in it is gone without an operation of its own.
      return { added: 'replace', changed: 'replace', removed: undefined }
    case 'audience':
      return { added: 'add', changed: 'add', removed: 'remove' }
  }
}

/** The operations that a mode needs and the object does not have. */
export function missingOperations(mode: SyncMode, rules: ModeRules): readonly OperationName[] {
  const { added, changed, removed } = modeOperations(mode, rules)
  return [...new Set([added, changed, removed])].filter(
    (operation) => operation !== undefined && !rules.has(operation),
  ) as OperationName[]
}

/** Clearing writes nulls to a record that exists, so `update` fits best; `upsert` has to do where there is none. */
function removal({ onRemove, has }: ModeRules): OperationName {
  if (onRemove === 'delete') return 'delete'
  return has('update') ? 'update' : 'upsert'
}
