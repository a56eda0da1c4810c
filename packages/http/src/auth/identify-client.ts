import type { OAuth2Grant } from '@revetl/sdk'
import { basicCredentials } from './sign.ts'

/** A form of a client and the headers that go with it. */
export interface ClientForm {
  readonly form: URLSearchParams
  readonly headers: Readonly<Record<string, string>>
}

/** Adds to a form who asks: https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1 (read 2026-11-27) */
export function identifyClient(
  { clientAuth, clientId, clientSecret }: OAuth2Grant,
  fields: Readonly<Record<string, string>>,
): ClientForm {
  const form = new URLSearchParams(fields)
  if (clientAuth === 'basic') {
    const [user, password] = [clientId, clientSecret ?? ''].map(encodeURIComponent)
    return { form, headers: { authorization: basicCredentials(user ?? '', password ?? '') } }
  }
  form.set('client_id', clientId)
  if (clientSecret !== undefined) form.set('client_secret', clientSecret)
  return { form, headers: {} }
}
