import type { LoginDone, OpenLogin } from '@revetl/core'
import type { Printer } from '../output/printer.ts'
import { listenForRedirect } from './listen-for-redirect.ts'
import { openBrowser } from './open-browser.ts'

/** How to log in. */
export interface LoginOptions {
  readonly printer: Printer
  readonly signal: AbortSignal
  /** Where the browser comes back to, instead of where the connector says. */
  readonly port?: number | undefined
  readonly opensBrowser: boolean
}

/** Sends the user to the vendor, and waits for the browser to come back. */
export async function loginByBrowser(
  { connection, vendor, login, scopes }: OpenLogin,
  { printer, signal, port, opensBrowser }: LoginOptions,
): Promise<LoginDone> {
  await using listener = await listenForRedirect(
    connection,
    login.redirect,
    port ?? login.redirect.port,
  )
  const { redirectUri } = listener
  const started = login.browser({ redirectUri, scopes })
  const how = opensBrowser
    ? `Your browser opens: log in to ${vendor} and agree. If it does not, this is the address:`
    : `Open this address, log in to ${vendor} and agree:`
  printer.show(`${how}\n\n  ${started.url}\n`)
  printer.show(`Waiting for the answer at ${redirectUri} …`)
  if (opensBrowser) openBrowser(started.url)
  return await listener.finish(started, signal)
}
