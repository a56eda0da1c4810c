import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { finished } from 'node:stream/promises'
import type { BrowserLogin, Login, LoginDone } from '@revetl/core'
import { errorMessage, RevError } from '@revetl/sdk'
import { pageHeaders, redirectPage } from './redirect-page.ts'

/** A server on this machine that the browser comes back to. */
export interface RedirectListener extends AsyncDisposable {
  readonly redirectUri: string
  /** Waits for the answer to a login, and shows in the browser what came of it. */
  finish(login: BrowserLogin, signal: AbortSignal): Promise<LoginDone>
}

/**
 * Listens on 127.0.0.1, and nowhere else: https://www.rfc-editor.org/rfc/rfc8252#section-7.3 (read 2026-11-27)
 * @param port any free one where it is undefined.
 * @throws `REV_AUTH_LOGIN` where the port is in use.
 */
export async function listenForRedirect(
  connection: string,
  { host, path }: Login['redirect'],
  port: number | undefined,
): Promise<RedirectListener> {
  const server = createServer()
  await listen(server, connection, port ?? 0)
  const { origin } = new URL(`http://${host}:${(server.address() as AddressInfo).port}`)
  return {
    redirectUri: `${origin}${path}`,
    finish: (login, signal) => finishLogin(server, { login, origin, path, connection, signal }),
    [Symbol.asyncDispose]: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

async function listen(server: Server, connection: string, port: number): Promise<void> {
  server.listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    const isUsed = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
    const why = isUsed ? `port ${port} of 127.0.0.1 is in use` : errorMessage(error)
    throw new RevError('REV_AUTH_LOGIN', `Failed to log in to ${connection}: ${why}.`, {
      hint: 'End what uses the port, or pass another one with --port that the vendor knows as a redirect.',
    })
  }
}

interface Waiting {
  readonly login: BrowserLogin
  readonly origin: string
  readonly path: string
  readonly connection: string
  readonly signal: AbortSignal
}

function finishLogin(server: Server, waiting: Waiting): Promise<LoginDone> {
  const { login, connection, signal } = waiting
  const { promise, resolve, reject } = Promise.withResolvers<LoginDone>()
  let isTaken = false
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const parameters = answerIn(request, waiting)
    if (parameters === undefined)
      return show(response, 404, 'Nothing here', 'rev waits for a login.')
    // Any page can send the browser here, and so can a tab of an earlier login: neither may end this one.
    if (!login.isOurs(parameters)) {
      return show(
        response,
        400,
        'Not this login',
        'The answer belongs to another login, and was ignored.',
      )
    }
    if (isTaken) return show(response, 409, 'Once is enough', 'This login has had its answer.')
    isTaken = true
    try {
      const done = await login.finish(parameters)
      await show(response, 200, `Logged in to ${connection}`, 'You can close this window.')
      resolve(done)
    } catch (error) {
      await show(response, 400, `Not logged in to ${connection}`, errorMessage(error))
      reject(error)
    }
  }
  const onAbort = () => reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  server.on('request', (request, response) => void answer(request, response))
  return promise.finally(() => signal.removeEventListener('abort', onAbort))
}

/** What a request to the address of the redirect says; undefined for any other request. */
function answerIn(
  { method, url = '', headers }: IncomingMessage,
  { origin, path }: Waiting,
): URLSearchParams | undefined {
  const asked = URL.parse(url, origin)
  const hosts = ['127.0.0.1', 'localhost'].map((name) => origin.replace(/^http:\/\/[^:]*/, name))
  // Another name for this machine is how a page elsewhere would reach it.
  const isHere = hosts.includes(headers.host ?? '')
  if (method !== 'GET' || !isHere || asked?.pathname !== path) return undefined
  return asked.searchParams
}

async function show(
  response: ServerResponse,
  status: number,
  title: string,
  message: string,
): Promise<void> {
  response.writeHead(status, pageHeaders)
  response.end(redirectPage(title, message))
  // Whoever closed the window early did log in all the same.
  await finished(response).catch(() => {})
}
