import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'

/** A proxy on 127.0.0.1. */
export interface TestProxy extends AsyncDisposable {
  readonly url: string
  /** Tunnels that were opened through it. */
  readonly connections: number
}

/** Starts a proxy that opens tunnels to this machine and nowhere else. */
export async function startProxy(): Promise<TestProxy> {
  let connections = 0
  const open = new Set<Duplex>()
  const server = createServer()
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    connections += 1
    const { port } = new URL(`http://${request.url ?? ''}`)
    const target = connect(Number(port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      target.pipe(socket).pipe(target)
    })
    for (const end of [socket, target]) {
      open.add(end)
      end.on('error', () => end.destroy())
      end.on('close', () => open.delete(end))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get connections() {
      return connections
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
