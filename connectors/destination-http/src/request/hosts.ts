import type { HttpConfig } from '../config/config.ts'
import { resolveUrl } from './urls.ts'

/** Every host that a configuration names. */
export function hostsOf(config: HttpConfig): readonly string[] {
  const urls = [
    ...(config.baseUrl === undefined ? [] : [config.baseUrl]),
    ...(config.auth?.kind === 'oauth2' ? [config.auth.tokenUrl] : []),
    ...(config.check === undefined ? [] : [resolveUrl(config.baseUrl, config.check.url)]),
    ...Object.values(config.objects).flatMap(({ operations }) =>
      Object.values(operations).flatMap((operation) =>
        operation === undefined ? [] : [resolveUrl(config.baseUrl, operation.url)],
      ),
    ),
  ]
  return [...new Set(urls.map((url) => new URL(url).host))]
}

/** The host by which the connection is known. */
export function mainHost(config: HttpConfig): string {
  return hostsOf(config)[0] ?? ''
}
