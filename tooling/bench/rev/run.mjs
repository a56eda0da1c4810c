// One run of a sync by rev, everything durable: node run.mjs PROJECT SYNC
import { loadProject, openEngine } from '@revetl/core'
import { createConnectorResolver } from '@revetl/registry'
import { startStopwatch } from '../measure/stopwatch.mjs'

const [path = '', sync = ''] = process.argv.slice(2)
const connectors = createConnectorResolver({ projectPath: path })
const project = await loadProject({ path, env: process.env, connectors })
const stop = startStopwatch()
const engine = await openEngine({ project })
const report = await engine.run(sync)
await engine[Symbol.asyncDispose]()
const { ok, rejected, skipped } = report.outcomes
if (report.error) throw report.error
if (ok + rejected + skipped !== report.planned) throw new Error(JSON.stringify(report.outcomes))
stop({ delivered: ok + skipped, rejected })
