import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A vendor that says yes to everything and remembers it. */
export interface VendorServer extends AsyncDisposable {
  readonly url: string
  readonly received: { readonly method: string; readonly path: string; readonly body: string }[]
  /** Connections that were opened, whatever came of them. */
  connections: number
}

/** Starts a vendor on this machine; `host` is the name by which it is called. */
export async function startVendor(host = '127.0.0.1'): Promise<VendorServer> {
  const received: VendorServer['received'] = []
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const { method = '', url = '' } = request
      received.push({ method, path: url, body: Buffer.concat(parts).toString('utf8') })
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}')
    })
  })
  const vendor: VendorServer = {
    url: '',
    received,
    connections: 0,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  server.on('connection', () => vendor.connections++)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return Object.assign(vendor, { url: `http://${host}:${port}` })
}
