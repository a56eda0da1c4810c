import { isExactNumber, type Value } from '@revetl/sdk'
import type { Desk, RejectSelection } from '../desk.ts'
import type { Ledger } from '../ledger.ts'
import type { Project, Sync } from '../project.ts'
import type { RejectEntry, RunSummary, SyncStatus } from '../reports.ts'
import { assertSyncExists } from './find-sync.ts'

/** The desk of one project. It closes the ledger with itself. */
export class ProjectDesk implements Desk {
  readonly #project: Project
  readonly #ledger: Ledger

  constructor({ project, ledger }: { readonly project: Project; readonly ledger: Ledger }) {
    this.#project = project
    this.#ledger = ledger
  }

  async status(): Promise<readonly SyncStatus[]> {
    return Promise.all([...this.#project.syncs.values()].map((sync) => this.#statusOf(sync)))
  }

  async runs(options: Parameters<Desk['runs']>[0]): Promise<readonly RunSummary[]> {
    if (options.sync !== undefined) assertSyncExists(this.#project, options.sync)
    return this.#ledger.runs(options)
  }

  async rejects(options: Parameters<Desk['rejects']>[0]): Promise<readonly RejectEntry[]> {
    if (options.sync !== undefined) assertSyncExists(this.#project, options.sync)
    return this.#ledger.rejects(options)
  }

  async retryRejects(selection: RejectSelection): Promise<number> {
    return this.#update(selection, 'retry')
  }

  async skipRejects(selection: RejectSelection): Promise<number> {
    return this.#update(selection, 'ignore')
  }

  async resolveHeld(
    selection: RejectSelection & { readonly as: 'delivered' | 'resend' },
  ): Promise<number> {
    return this.#update(selection, selection.as === 'resend' ? 'release' : 'accept')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ledger[Symbol.asyncDispose]()
  }

  async #statusOf(sync: Sync): Promise<SyncStatus> {
    const ledger = this.#ledger
    const [last] = await ledger.runs({ sync: sync.name, runsMax: 1 })
    const { rejected, held } = await ledger.countRejects(sync.name)
    return {
      sync: sync.name,
      model: sync.model.name,
      destination: sync.destination.name,
      object: sync.object,
      mode: sync.mode,
      lastRun:
        last === undefined || last.status === 'running'
          ? undefined
          : {
              run: last.run,
              status: last.status,
              startedAt: last.startedAt,
              seconds: last.seconds ?? 0,
              outcomes: last.outcomes,
            },
      recordsDelivered: (await ledger.snapshot(sync.name))?.records,
      rejects: rejected,
      held,
      isRunning: (await ledger.heldRenewals(sync.name)) !== undefined,
    }
  }

  async #update(
    { sync, keys }: RejectSelection,
    change: 'retry' | 'ignore' | 'release' | 'accept',
  ): Promise<number> {
    assertSyncExists(this.#project, sync)
    const texts = keys?.map((key) => `[${key.map(keyPart).join(',')}]`)
    return this.#ledger.updateRejects(sync, texts, change)
  }
}

function keyPart(value: Value): string {
  return isExactNumber(value) ? value.text : JSON.stringify(value)
}
