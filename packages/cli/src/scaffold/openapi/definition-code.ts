import type { ConnectorNames } from '../connector-names.ts'
import { camelCase, kebabCase, memberName, quote } from './code-text.ts'
import type { Proposal, ProposedAuth } from './proposal.ts'

/** An option that holds a credential, and an example of it. */
export interface CredentialOption {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly isSecret: boolean
}

/** The options by which requests are signed. */
export function credentialOptions({ kind }: ProposedAuth): readonly CredentialOption[] {
  if (kind === 'header') return [secret('apiKey', 'API key')]
  if (kind === 'bearer') return [secret('token', 'Token')]
  return [
    { name: 'user', title: 'User', description: 'Name of the user.', isSecret: false },
    secret('password', 'Password'),
  ]
}

/** `src/config.ts`. */
export function configCode({ auth, baseUrl }: Proposal): string {
  const options = credentialOptions(auth).map(
    ({ name, title, description, isSecret }) =>
      `  ${name}: annotate(${isSecret ? 'secret(z.string().min(1))' : 'z.string().min(1)'}, {
    title: ${quote(title)},
    description: ${quote(description)},
  }),`,
  )
  return `import { annotate, secret } from '@revetl/sdk'
import { z } from 'zod'

/** The configuration of a connection. */
export const config = z.object({
${options.join('\n')}
  baseUrl: annotate(z.url({ protocol: /^https?$/ }), {
    title: 'Base URL',
    description: 'Where the API is.',
  }).default(${quote(baseUrl)}),
})

/** A checked configuration. */
export type Config = z.output<typeof config>
`
}

/** `src/index.ts`. */
export function indexCode(proposal: Proposal, { id, title }: ConnectorNames): string {
  const { auth, objects } = proposal
  const names = objects.map(({ name }) => ({ name, code: camelCase(name), file: kebabCase(name) }))
  const builders = { header: 'apiKey', bearer: 'bearer', basic: 'basic' } as const
  const signing = {
    header: `({ apiKey: key }) => apiKey({ header: ${quote(auth.kind === 'header' ? auth.header.toLowerCase() : '')} }, key)`,
    bearer: '({ token }) => bearer(token)',
    basic: '({ user, password }) => basic(user, password)',
  }
  const members = names.map(({ name, code }) =>
    memberName(name) === code ? code : `${memberName(name)}: ${code}`,
  )
  const found = names.map(({ name, code }) => `{ name: ${quote(name)}, fields: ${code}.fields }`)
  const quota = `quota({ id: \`${id}:\${account?.id ?? 'unchecked'}\`, requests: 100, perMs: 10_000 })`
  return `import { authError, ${builders[auth.kind]}, defineDestination, quota, statusError } from '@revetl/sdk'
import { readAccount } from './client.ts'
import { config } from './config.ts'
${names.map(({ code, file }) => `import { ${code} } from './${file}.ts'`).join('\n')}

/** Delivers changes to ${title}. */
export default defineDestination({
  id: ${quote(id)},
  apiVersion: 1,
  title: ${quote(title)},
  vendor: { name: ${quote(title)} },
  config,
  auth: ${signing[auth.kind]},
  network: { hosts: ({ baseUrl }) => [new URL(baseUrl).hostname] },
  // A guess: the description of the API does not tell its limits.
  quotas: (_config, account) => [${quota}],
  check: async (ctx) => {
    const response = await readAccount(ctx)
    if (response.status === 403) throw authError('Failed to check: the credentials may not be used.')
    if (!response.isOk) throw statusError(response)
    const account = response.json()
    const isNamed = typeof account === 'object' && account !== null && 'id' in account
    return { account: { id: isNamed ? String(account.id) : new URL(ctx.config.baseUrl).hostname } }
  },
  discover: async () => ({ objects: [${found.join(', ')}] }),
  objects: { ${members.join(', ')} },
})
`
}

const secret = (name: string, title: string): CredentialOption => ({
  name,
  title,
  description: `${title} from the settings of the account.`,
  isSecret: true,
})
