// One run of a sync by rev with a ledger that keeps no intent, no settlement and no reject: node run-forgetful.mjs PROJECT SYNC
// What was delivered is held in memory until the snapshot is written. rev offers no such ledger, so this one is put
// into the built engine here.
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { loadProject } from '@revetl/core'
import { createConnectorResolver } from '@revetl/registry'
import { root } from '../../process.mjs'
import { startStopwatch } from '../measure/stopwatch.mjs'

/** @param {string} file of the built core */
const ofCore = (file) => import(pathToFileURL(path.join(root, 'packages/core/dist', file)).href)
const { engineServices } = await ofCore('run/open-engine.js')
const { ProjectEngine } = await ofCore('run/project-engine.js')
const { statePaths } = await ofCore('run/state-paths.js')
/** @type {{ SqliteLedger: new (file: string) => object }} */
const { SqliteLedger } = await ofCore('state/sqlite/sqlite-ledger.js')
const { toRanges } = await ofCore('seq-ranges.js')

class ForgetfulLedger extends SqliteLedger {
  /** @type {(readonly [first: number, last: number])[]} */
  #delivered = []

  /**
   * @param {unknown} _lease
   * @param {number} _run
   * @param {{ settlements: readonly { delivered: readonly number[] }[] }} entries
   */
  async record(_lease, _run, { settlements }) {
    for (const { delivered } of settlements) this.#delivered.push(...toRanges(delivered))
  }

  async *delivered() {
    yield { ranges: this.#delivered, remoteIds: new Map() }
  }
}

const [projectPath = '', sync = ''] = process.argv.slice(2)
const connectors = createConnectorResolver({ projectPath })
const project = await loadProject({ path: projectPath, env: process.env, connectors })
const stop = startStopwatch()
const ledger = new ForgetfulLedger(statePaths(project.statePath).ledger)
const engine = new ProjectEngine(engineServices({ project }, ledger))
const report = await engine.run(sync)
await engine[Symbol.asyncDispose]()
if (report.error) throw report.error
stop({ delivered: report.outcomes.ok, rejected: report.outcomes.rejected })
