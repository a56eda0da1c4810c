// One plan of a sync by rev, of which nothing is sent: node plan.mjs PROJECT SYNC
import { loadProject, openEngine } from '@revetl/core'
import { createConnectorResolver } from '@revetl/registry'
import { startStopwatch } from '../measure/stopwatch.mjs'

const [path = '', sync = ''] = process.argv.slice(2)
const connectors = createConnectorResolver({ projectPath: path })
const project = await loadProject({ path, env: process.env, connectors })
const stop = startStopwatch()
const engine = await openEngine({ project })
const { changes, rowsRead } = await engine.plan(sync, { samplesMax: 1 })
await engine[Symbol.asyncDispose]()
const changed = changes.added + changes.changed + changes.removed
stop({ delivered: rowsRead - changed, rejected: changed })
