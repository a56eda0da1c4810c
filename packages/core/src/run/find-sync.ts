import { RevError } from '@revetl/sdk'
import { nearestName } from '@revetl/sdk/host'
import type { Project, Sync } from '../project.ts'

/** The sync of a name. @throws `REV_CONFIG_REFERENCE` where the project has none of it */
export function findSync({ syncs }: Pick<Project, 'syncs'>, name: string): Sync {
  const found = syncs.get(name)
  if (found) return found
  const near = nearestName(name, [...syncs.keys()])
  throw new RevError(
    'REV_CONFIG_REFERENCE',
    `Failed to find the sync ${name}: there is none of this name.`,
    {
      hint:
        near === undefined
          ? `The project has ${[...syncs.keys()].join(', ') || 'no syncs'}.`
          : `Did you mean ${near}?`,
    },
  )
}
