#!/usr/bin/env node
// Runs a connector in this process, for a host on descriptors 3 and 4: `revetl-connector ENTRY [--net]`.
import { pathToFileURL } from 'node:url'
import { errorMessage } from '../errors.ts'
import { checkDefinition } from '../manifest/check-definition.ts'
import { childLog } from '../child/child-context.ts'
import { openChildPort, type TakeMessage } from '../child/child-port.ts'
import { ConnectorServer } from '../child/connector-server.ts'
import { guardProcess } from '../child/guards.ts'

const [, , entry = '', ...flags] = process.argv
// Paths of this machine are nobody's business.
process.argv.length = 1
process.execArgv.length = 0

const early: Parameters<TakeMessage>[] = []
let server: ConnectorServer | undefined
const port = openChildPort((...message) => {
  if (server === undefined) early.push(message)
  else server.receive(...message)
})
guardProcess({ net: flags.includes('--net') }, (what) =>
  childLog(port).warn('The connector was stopped from going around the host', { tried: what }),
)

try {
  const module = (await import(pathToFileURL(entry).href)) as { readonly default?: unknown }
  const ready = new ConnectorServer(checkDefinition(module.default), port)
  server = ready
  for (const message of early.splice(0)) ready.receive(...message)
} catch (error) {
  port.send({ type: 'bye', reason: errorMessage(error) })
}
