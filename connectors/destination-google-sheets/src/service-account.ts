/** What is needed of the JSON key of a service account. */
export interface ServiceAccount {
  readonly client_email: string
  readonly private_key: string
  readonly private_key_id?: string
  readonly project_id?: string
}

/** Whether a text is the JSON key of a service account. */
export function isServiceAccountKey(text: string): boolean {
  try {
    const { client_email: email, private_key: key } = JSON.parse(text) as Partial<ServiceAccount>
    return typeof email === 'string' && typeof key === 'string' && key.includes('PRIVATE KEY')
  } catch {
    return false // It is no JSON object, so it is no key.
  }
}

/** The key that a text holds, which was checked with the configuration. */
export function serviceAccountOf(text: string): ServiceAccount {
  return JSON.parse(text) as ServiceAccount
}
