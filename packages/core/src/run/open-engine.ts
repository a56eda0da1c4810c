import { randomUUID } from 'node:crypto'
import { createLimiterRegistry, systemClock, type Transport } from '@revetl/http'
import type { Cache, CheckResult, Clock, Logger } from '@revetl/sdk'
import type { Engine } from '../engine.ts'
import type { Ledger } from '../ledger.ts'
import { LocalDatabase } from '../local-database.ts'
import type { Project } from '../project.ts'
import { tokenKeyOf } from '../state/tokens/token-key.ts'
import { createTokenSeal } from '../state/tokens/token-seal.ts'
import { ledgerTokenStore } from '../state/tokens/token-store.ts'
import { accountScope } from './account-scope.ts'
import { openLedger } from './open-ledger.ts'
import { ProjectEngine } from './project-engine.ts'
import type { EngineServices } from './run-scope.ts'
import { statePaths } from './state-paths.ts'

/** What an engine runs with. */
export interface EngineOptions {
  readonly project: Project
  readonly log?: Logger
  readonly clock?: Clock
  /** Draws from [0, 1). */
  readonly random?: () => number
}

/** What an engine reaches the outside with, where it is not the machine's own. */
export interface EngineParts extends EngineOptions {
  readonly newId?: () => string
  readonly openDatabase?: EngineServices['openDatabase']
  readonly transport?: Transport
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** Opens the runtime of a project and its local state. @throws `REV_STATE_…` where the state cannot be used. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  return new ProjectEngine(engineServices(options, openLedger(options.project)))
}

/** The parts of an engine around a ledger, which it closes with itself. */
export function engineServices(parts: EngineParts, ledger: Ledger): EngineServices {
  const { project, log = silent, clock = systemClock, random = Math.random } = parts
  const seal = createTokenSeal(tokenKeyOf(project.statePath, project.tokenKey))
  return {
    project,
    ledger,
    paths: statePaths(project.statePath),
    clock,
    random,
    log,
    newId: parts.newId ?? (() => newRunId(clock)),
    openDatabase: parts.openDatabase ?? ((opened) => LocalDatabase.open(opened)),
    host: {
      projectPath: project.path,
      egressAllow: project.egressAllow,
      limiters: createLimiterRegistry({ clock, random }),
      tokens: ledgerTokenStore({ ledger, clock, seal }),
      clock,
      random,
      log,
      patienceMs: undefined,
      transport: parts.transport,
      cacheOf: (connection) => connectionCache(ledger, connection),
      accountOf: async (connection) => {
        const found = (await ledger.cacheGet(accountScope, [connection])).get(connection)
        return found === undefined ? undefined : (JSON.parse(found) as CheckResult['account'])
      },
    },
  }
}

function connectionCache(ledger: Ledger, connection: string): Cache {
  return {
    get: (keys) => ledger.cacheGet(connection, keys),
    set: (entries) => ledger.cacheSet(connection, entries),
    delete: (keys) => ledger.cacheDelete(connection, keys),
  }
}

/** A readable unique id: the time, so that ids sort, and a random part. */
function newRunId(clock: Clock): string {
  const time = new Date(clock.now()).toISOString().replaceAll(/[-:]/g, '').slice(0, 15)
  return `${time}-${randomUUID().slice(0, 8)}`
}
