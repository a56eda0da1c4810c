// A way to a server on which the bytes that come from it are counted.
import { once } from 'node:events'
import { connect, createServer } from 'node:net'

/**
 * @param {{ host: string, port: number }} target
 * @returns {Promise<{ port: number, received: () => number } & AsyncDisposable>} `received` is all that came since it was last asked
 */
export async function startCountingProxy({ host, port }) {
  let bytes = 0
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set()
  const server = createServer((near) => {
    const far = connect({ host, port })
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => sockets.delete(socket))
    }
    far.on('data', (chunk) => (bytes += chunk.length))
    near.pipe(far)
    far.pipe(near)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: /** @type {import('node:net').AddressInfo} */ (server.address()).port,
    received: () => {
      const received = bytes
      bytes = 0
      return received
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
