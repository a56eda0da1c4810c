import { rmSync } from 'node:fs'
import type { Column, Value } from '@revetl/sdk'
import type {
  ConnectionLogin,
  Engine,
  Logout,
  OpenLogin,
  PlanOptions,
  RunOptions,
  VerifyOptions,
} from '../engine.ts'
import type { DiscoveryReport } from '../discovery-report.ts'
import type { ModelFinding, ModelPreview, ModelReport } from '../model-reports.ts'
import type { Sync } from '../project.ts'
import type { ReadBackReport } from '../read-back-report.ts'
import type {
  CheckReport,
  PlanReport,
  RecordHistory,
  RunReport,
  StateMove,
  StateReport,
} from '../reports.ts'
import { checkProject } from './check-project.ts'
import { discoverConnection } from './discover-connection.ts'
import { findSync } from './find-sync.ts'
import { holdLease } from './lease-keeper.ts'
import { listLogins, logOut, openLoginOf } from './logins.ts'
import { lintModels } from './models/lint-models.ts'
import { findModel, withModel, type OpenModel } from './models/open-model.ts'
import { previewModel } from './models/preview-model.ts'
import { showModel } from './models/show-model.ts'
import { planSync } from './plan-sync.ts'
import { ProjectDesk } from './project-desk.ts'
import { recordHistory } from './record-history.ts'
import { runSync } from './run-sync.ts'
import { forgetTarget } from './sync-target.ts'
import type { EngineServices } from './run-scope.ts'
import { verifySync } from './verify/verify-sync.ts'
import { dropTables, moveState } from './warehouse/move-state.ts'
import { stateReport } from './warehouse/state-report.ts'

/** The runtime of one project. */
export class ProjectEngine extends ProjectDesk implements Engine {
  readonly #services: EngineServices

  constructor(services: EngineServices) {
    super(services)
    this.#services = services
  }

  async check(options: Parameters<Engine['check']>[0]): Promise<CheckReport> {
    const syncs = options.syncs?.map((name) => this.#sync(name)) ?? this.#syncs()
    return checkProject(this.#services, syncs, options.signal ?? new AbortController().signal)
  }

  async discover(
    connection: string,
    { object, signal }: { readonly object?: string; readonly signal?: AbortSignal } = {},
  ): Promise<DiscoveryReport> {
    const options = { object, signal: signal ?? new AbortController().signal }
    return discoverConnection(this.#services, connection, options)
  }

  async plan(sync: string, options: PlanOptions = {}): Promise<PlanReport> {
    return planSync(this.#services, this.#sync(sync), options)
  }

  async run(sync: string, options: RunOptions = {}): Promise<RunReport> {
    return runSync(this.#services, this.#sync(sync), options)
  }

  async verify(sync: string, options: VerifyOptions = {}): Promise<ReadBackReport> {
    return verifySync(this.#services, this.#sync(sync), options)
  }

  async model(
    name: string,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<ModelReport> {
    const model = await findModel(this.#services, name)
    const show = (columns: readonly Column[]) => showModel(this.#services.project, model, columns)
    return withModel(this.#services, model, ({ columns }) => show(columns), signal)
  }

  async previewModel(
    name: string,
    { rowsMax, signal }: Parameters<Engine['previewModel']>[1],
  ): Promise<ModelPreview> {
    const model = await findModel(this.#services, name)
    const preview = (opened: OpenModel) => previewModel(this.#services, opened, rowsMax)
    return withModel(this.#services, model, preview, signal)
  }

  async lintModels({
    models: names = [...this.#services.project.models.keys()],
    ...options
  }: Parameters<Engine['lintModels']>[0]): Promise<readonly ModelFinding[]> {
    const models = await Promise.all(names.map((name) => findModel(this.#services, name)))
    return lintModels(this.#services, models, options)
  }

  async row(options: {
    readonly sync?: string
    readonly key: readonly Value[]
  }): Promise<readonly RecordHistory[]> {
    const syncs = options.sync === undefined ? this.#syncs() : [this.#sync(options.sync)]
    const found: RecordHistory[] = []
    for (const sync of syncs) {
      const history = await recordHistory(this.#services, sync, options.key)
      if (history) found.push(history)
    }
    return found
  }

  async resetPreview(
    sync: string,
  ): Promise<{ readonly recordsDelivered: number; readonly rejects: number }> {
    const { ledger } = this.#services
    const { name } = this.#sync(sync)
    const { rejected, held } = await ledger.countRejects(name)
    return {
      recordsDelivered: (await ledger.snapshot(name))?.records ?? 0,
      rejects: rejected + held,
    }
  }

  async reset(sync: string): Promise<void> {
    const { ledger, clock, paths } = this.#services
    const found = this.#sync(sync)
    const { name } = found
    const signal = new AbortController().signal
    await using held = await holdLease(ledger, name, { clock, waitMs: 0, signal })
    const snapshot = await ledger.snapshot(name)
    await ledger.forgetSync(held.lease)
    await forgetTarget(this.#services, name)
    // The ledger goes first: a file without an entry is refused, an entry without a file would be too.
    rmSync(paths.sync(name), { recursive: true, force: true })
    await dropTables(this.#services, found, snapshot)
  }

  async state(sync?: string): Promise<readonly StateReport[]> {
    const syncs = sync === undefined ? this.#syncs() : [this.#sync(sync)]
    return Promise.all(syncs.map((one) => stateReport(this.#services, one)))
  }

  async moveState(
    sync: string,
    to: 'local' | 'warehouse',
    signal: AbortSignal = new AbortController().signal,
  ): Promise<StateMove> {
    return moveState(this.#services, this.#sync(sync), to, signal)
  }

  async logins(): Promise<readonly ConnectionLogin[]> {
    return listLogins(this.#services)
  }

  async openLogin(connection: string): Promise<OpenLogin> {
    return openLoginOf(this.#services, connection)
  }

  async logout(connection: string): Promise<Logout> {
    return logOut(this.#services, connection)
  }

  #syncs(): readonly Sync[] {
    return [...this.#services.project.syncs.values()]
  }

  #sync(name: string): Sync {
    return findSync(this.#services.project, name)
  }
}
