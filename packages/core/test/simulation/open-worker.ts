import type { Destination, Logger } from '@revetl/sdk'
import { statePaths } from '../../src/run/state-paths.ts'
import { engineServices } from '../../src/run/open-engine.ts'
import { ProjectEngine } from '../../src/run/project-engine.ts'
import { SqliteLedger } from '../../src/state/sqlite/sqlite-ledger.ts'
import type { Engine, Project } from '../../src/index.ts'
import { columnsAsFields, testConnection, testProject } from '../test-project.ts'
import { killWorker } from './kill-worker.ts'
import { canary, simDestination } from './sim-destination.ts'
import { simSource } from './sim-source.ts'
import { simDatabases } from './sim-database.ts'
import { simLedger } from './sim-ledger.ts'
import { simTransport } from './sim-transport.ts'
import type { SimWorker } from './sim-worker.ts'
import { virtualClock } from './virtual-clock.ts'
import type { World } from './world.ts'

/** Lost power is not modelled: what was written is there. */
const leaveUnsynced = () => Promise.resolve()

/** The engine of a worker, for the sync as it is now. */
export async function engineOf(world: World, worker: SimWorker): Promise<Engine> {
  // An edit of the sync is a new project.
  if (worker.engine !== undefined && worker.engineFor === world.sync) return worker.engine
  // And a new project is a new process: limits are counted in one.
  if (worker.engine !== undefined) await killWorker(world, worker)
  worker.engineFor = world.sync
  const project = await projectOf(world, worker)
  const { breakage } = world.workshop
  worker.ledger ??= new SqliteLedger(statePaths(project.statePath).ledger, leaveUnsynced)
  const broken = breakage?.ledger?.(worker.ledger) ?? worker.ledger
  const ledger = simLedger(world, worker, broken)
  const { life } = worker
  let ids = 0
  const services = engineServices(
    {
      project,
      log: loggerOf(world),
      clock: virtualClock(world.scheduler, worker.actor, () => worker.skewMs),
      random: () => worker.random(),
      newId: () => `run-${worker.run?.action.id ?? 0}-${worker.name}-${life}-${ids++}`,
      openDatabase: simDatabases(world, worker),
      transport: simTransport(world, worker),
    },
    ledger,
  )
  worker.engine = new ProjectEngine(services)
  return worker.engine
}

async function projectOf(world: World, worker: SimWorker): Promise<Project> {
  const { config } = world.story
  const { hasScore, isFiltered, isReordered, track } = world.sync
  const names = ['id', 'name', ...(hasScore ? ['score'] : [])]
  const { breakage } = world.workshop
  // The configuration is empty: what reads it does not care about its type.
  const honest = simDestination(world, worker) as Destination
  const source = await testConnection('source', simSource(world, worker))
  const destination = await testConnection('destination', breakage?.destination?.(honest) ?? honest)
  const project = testProject(
    world.folder,
    { source, destination: { ...destination, secrets: [canary] } },
    {
      name: world.syncName,
      mode: config.mode,
      fields: columnsAsFields(isReordered ? names.toReversed() : names),
      filter: isFiltered ? 'score < 70' : undefined,
      track,
      onAmbiguous: config.onAmbiguous,
      onChange: config.onChange,
      duplicateKeys: config.duplicateKeys,
      inFlightMax: config.inFlight,
      patienceMs: config.patienceMs,
      guard: {
        removalsPercentMax: 30,
        removalsMin: config.guardRemovalsMin,
        rejectsPercentMax: 50,
        rejectsMin: config.guardRejectsMin,
      },
    },
  )
  return { ...project, syncs: new Map([...project.syncs.values()].map((one) => [one.name, one])) }
}

function loggerOf({ logLines }: World): Logger {
  const write = (message: string, details?: unknown) => {
    logLines.push(`${message} ${JSON.stringify(details ?? {})}`)
  }
  return { debug: write, info: write, warn: write, error: write }
}
