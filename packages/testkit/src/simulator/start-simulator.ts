import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Simulator, SimulatorOptions } from './simulator-options.ts'
import { VendorServer } from './vendor-server.ts'

/** Starts a vendor on a free port; `await using` stops it and drops its connections. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const vendor = new VendorServer(options)
  // A test looks at headers of any size; the client's own limit is what is tested.
  const server = createServer(
    { maxHeaderSize: 1 << 20 },
    (message, response) => void vendor.serve(message, response),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return Object.assign(vendor, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () => stopServer(server),
  })
}

async function stopServer(server: Server): Promise<void> {
  if (!server.listening) return
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
