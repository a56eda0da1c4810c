import type { LoginDone, OpenLogin } from '@revetl/core'
import type { LoginOptions } from './login-by-browser.ts'
import { openBrowser } from './open-browser.ts'

/** Shows a code that the user types at the vendor, on any device, and waits. */
export async function loginByDevice(
  { vendor, login, scopes }: OpenLogin,
  { printer, signal, opensBrowser }: LoginOptions,
): Promise<LoginDone> {
  const started = await login.device({ scopes })
  const { userCode, verificationUrl, completeUrl } = started
  printer.show(
    `On any device, open ${verificationUrl} and type this code for ${vendor}:\n\n  ${userCode}\n`,
  )
  if (completeUrl !== undefined) printer.show(`Or open ${completeUrl}\n`)
  printer.show('Waiting …')
  if (opensBrowser) openBrowser(completeUrl ?? verificationUrl)
  return await started.finish(signal)
}
