import { RevError } from '@revetl/sdk'
import { nearestName } from '@revetl/sdk/host'
import type { Project, Sync } from '../project.ts'

type Syncs = Pick<Project, 'syncs' | 'brokenSyncs'>

/** The sync of a name. @throws what is wrong with it, `REV_CONFIG_REFERENCE` where the project has none of this name */
export function findSync(project: Syncs, name: string): Sync {
  const found = project.syncs.get(name)
  if (found) return found
  throw project.brokenSyncs.get(name) ?? unknownSync(project, name)
}

/** For what is remembered of a sync, which does not need its file. @throws `REV_CONFIG_REFERENCE` where there is no file */
export function assertSyncExists(project: Syncs, name: string): void {
  if (project.syncs.has(name) || project.brokenSyncs.has(name)) return
  throw unknownSync(project, name)
}

function unknownSync({ syncs, brokenSyncs }: Syncs, name: string): RevError {
  const known = [...syncs.keys(), ...brokenSyncs.keys()]
  const near = nearestName(name, known)
  return new RevError(
    'REV_CONFIG_REFERENCE',
    `Failed to find the sync ${name}: there is none of this name.`,
    {
      hint:
        near === undefined
          ? `The project has ${known.join(', ') || 'no syncs'}.`
          : `Did you mean ${near}?`,
    },
  )
}
