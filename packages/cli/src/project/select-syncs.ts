import type { Project } from '@revetl/core'
import { nearestName } from '@revetl/sdk/host'
import { RevError } from '@revetl/sdk'

/**
 * The syncs that a command line names, in its order; all of the project where it names none, those at fault last.
 * @throws `REV_USAGE` for a name that the project does not have, with the nearest one that it has.
 */
export function selectSyncs(
  { syncs, brokenSyncs }: Pick<Project, 'syncs' | 'brokenSyncs'>,
  names: readonly string[],
): string[] {
  const known = [...syncs.keys(), ...brokenSyncs.keys()]
  for (const name of names) if (!known.includes(name)) throw unknownSync(name, known)
  if (known.length === 0) {
    throw new RevError('REV_CONFIG_MISSING', 'Failed to find a sync: the project has none.', {
      hint: 'Add one as syncs/NAME.yaml.',
    })
  }
  return names.length > 0 ? [...new Set(names)] : known
}

/**
 * The same for a command that sends: it wants `--all` where several could be meant.
 * @throws `REV_USAGE` also where it is not said which.
 */
export function selectSyncsToRun(
  project: Pick<Project, 'syncs' | 'brokenSyncs'>,
  names: readonly string[],
  isAll: boolean,
): string[] {
  const selected = selectSyncs(project, names)
  if (names.length > 0 || isAll || selected.length === 1) return selected
  throw new RevError(
    'REV_USAGE',
    `Failed to choose what to run: the project has ${selected.length} syncs: ${selected.join(', ')}.`,
    { hint: 'Name some of them, or pass --all.' },
  )
}

function unknownSync(name: string, known: readonly string[]): RevError {
  const nearest = nearestName(name, known)
  return new RevError(
    'REV_USAGE',
    `Failed to find the sync "${name}". The project has: ${known.join(', ') || 'none'}.`,
    nearest === undefined ? {} : { hint: `Did you mean "${nearest}"?` },
  )
}
