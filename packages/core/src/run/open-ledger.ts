import { mkdirSync } from 'node:fs'
import { RevError } from '@revetl/sdk'
import type { Desk } from '../desk.ts'
import type { Ledger } from '../ledger.ts'
import type { Project } from '../project.ts'
import { refuseNetworkFileSystem } from '../state/network-file-system.ts'
import { SqliteLedger } from '../state/sqlite/sqlite-ledger.ts'
import { ProjectDesk } from './project-desk.ts'
import { statePaths } from './state-paths.ts'

/** Opens the ledger of a project. @throws `REV_STATE_…` where the state cannot be used. */
export function openLedger(project: Project): Ledger {
  makeStateFolder(project)
  refuseNetworkFileSystem(project.statePath)
  return new SqliteLedger(statePaths(project.statePath).ledger)
}

/** Opens the desk of a project, without the runtime that works on it. @throws `REV_STATE_…` where the state cannot be used. */
export async function openDesk(project: Project): Promise<Desk> {
  return new ProjectDesk({ project, ledger: openLedger(project) })
}

function makeStateFolder(project: Project): void {
  try {
    // Records and tokens lie there: nobody else may look.
    mkdirSync(project.statePath, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new RevError('REV_STATE_WRITE', `Failed to make the state folder ${project.statePath}.`, {
      cause: error,
      hint: 'Check the permissions of the project folder, or set state.path in rev.yaml.',
    })
  }
}
