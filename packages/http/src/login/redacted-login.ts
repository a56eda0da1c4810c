import { isRevError } from '@revetl/sdk'
import { redactError } from '../redact/redact-error.ts'
import type { Login } from './login.ts'

/** The same login, whose errors show no secret: a vendor may say back whatever it was sent. */
export function redactedLogin(login: Login, redact: (text: string) => string): Login {
  const clean = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work()
    } catch (error) {
      throw isRevError(error) ? redactError(error, redact) : error
    }
  }
  return {
    ...login,
    status: () => clean(() => login.status()),
    logout: () => clean(() => login.logout()),
    browser: (options) => {
      const started = login.browser(options)
      return { ...started, finish: (answer) => clean(() => started.finish(answer)) }
    },
    device: async (options) => {
      const started = await clean(() => login.device(options))
      return { ...started, finish: (signal) => clean(() => started.finish(signal)) }
    },
  }
}
