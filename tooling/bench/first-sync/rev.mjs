// The same by rev: a new project, one run, everything durable.
import { loadProject, openEngine } from '@revetl/core'
import { createConnectorResolver } from '@revetl/registry'

const [path = ''] = process.argv.slice(2)
const connectors = createConnectorResolver({ projectPath: path })
const project = await loadProject({ path, env: process.env, connectors })
const startedMs = performance.now()
const engine = await openEngine({ project })
const report = await engine.run('contacts')
await engine[Symbol.asyncDispose]()
const seconds = (performance.now() - startedMs) / 1000
if (report.status !== 'success') throw report.error ?? new Error(JSON.stringify(report.outcomes))
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
process.send?.({
  delivered: report.outcomes.ok,
  seconds,
  cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
  peakBytes: maxRSS * 1024,
})
process.disconnect()
