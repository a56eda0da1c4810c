import type { Invariant } from './invariant.ts'

/** INV-20; the operator's dry run looks at the state before and after. */
export const dryRunPurity: Invariant = {
  id: 'INV-20',
  name: 'dry-run purity',
  sentence:
    'A plan that is only shown sends nothing that writes and leaves every byte of the state as it was.',
}

/** INV-16; two plays of one story are compared. */
export const determinism: Invariant = {
  id: 'INV-16',
  name: 'determinism',
  sentence: 'The same story gives the same trace.',
}

/** INV-19; `neighbour.ts` compares another sync with what it does alone. */
export const isolation: Invariant = {
  id: 'INV-19',
  name: 'isolation',
  sentence: 'Another sync of the project sends and reports the same as if this one were not there.',
}
