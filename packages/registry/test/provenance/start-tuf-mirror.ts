import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
// Not the entry: it loads nock, which takes over the sockets of every test in this process.
import { tufHandlers } from '@tufjs/repo-mock/dist/handler.js'
import { initializeTUFRepo } from '@tufjs/repo-mock/dist/repo.js'
import { testCertificate } from '@revetl/testkit/network'
import { listenLocally } from './local-server.ts'

/** The host that npm asks whom to trust; it cannot be told another one. */
export const tufHost = 'tuf-repo-cdn.sigstore.dev'

/** A mirror of the test's own, and what npm needs to get to it and to believe it. */
export interface TufMirror {
  /** A proxy to that host and to no other. */
  readonly proxyUrl: string
  /** The authority that vouches for the host behind the proxy. */
  readonly certificate: string
  /** The root of trust of the mirror, `root.json`. */
  readonly root: string
}

/** Serves `trusted_root.json`, signed as TUF wants it, where npm looks for it. */
export async function startTufMirror(trustedRoot: string): Promise<TufMirror> {
  const repository = initializeTUFRepo([{ name: 'trusted_root.json', content: trustedRoot }])
  const handlers = tufHandlers(repository, { metadataPathPrefix: '', targetPathPrefix: '/targets' })
  const issuer = testCertificate('ca', { hosts: [] })
  const mirror = createTlsServer(
    testCertificate(tufHost, { hosts: [tufHost], issuer }),
    (request, response) => {
      const handler = handlers.find(({ path }) => path === request.url)
      const { statusCode, response: body } = handler?.fn() ?? { statusCode: 404, response: '' }
      response.writeHead(statusCode).end(body)
    },
  )
  const proxy = createServer()
  proxy.on('connect', (request, socket) => {
    if (request.url !== `${tufHost}:443`) return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    socket.write('HTTP/1.1 200 OK\r\n\r\n')
    return mirror.emit('connection', socket)
  })
  return {
    proxyUrl: await listenLocally(proxy),
    certificate: issuer.cert,
    root: JSON.stringify(repository.rootMeta.toJSON()),
  }
}
