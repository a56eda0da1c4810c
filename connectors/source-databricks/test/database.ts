import { openSource, type OpenSource } from '@revetl/testkit'
import { databricksAccount } from '@revetl/testkit/services'
import source from '../src/index.ts'

const { warehouseId, clientId, clientSecret } = databricksAccount

/** The configuration of the source for a schema of a test. */
export function configOf(url: string): Record<string, string> {
  const { origin, password, pathname } = new URL(url)
  return { workspaceUrl: origin, warehouseId, schema: pathname.slice(1), token: password }
}

/** The same account as a service principal. */
export function principalOf(url: string): Record<string, string> {
  const { token: _token, ...config } = configOf(url)
  return { ...config, clientId, clientSecret }
}

/** Opens the source. */
export function open(config: Record<string, string>): Promise<OpenSource> {
  return openSource(source, {
    config,
    projectPath: import.meta.dirname,
    egressAllow: ['127.0.0.1/32'],
  })
}

/** A statement that was sent to the server. */
export interface SeenStatement {
  readonly schema: string
  readonly state: string
  readonly sql: string
  readonly cancelled: boolean
}

/** The statements that were sent for a schema. */
export async function statements(url: string): Promise<readonly SeenStatement[]> {
  const { origin, pathname } = new URL(url)
  const all = (await (await fetch(`${origin}/statements`)).json()) as readonly SeenStatement[]
  return all.filter(({ schema }) => schema === pathname.slice(1))
}

/** Lets the first link to a result of a schema's statements be out of date. */
export async function expireLinks(url: string): Promise<void> {
  const { origin, pathname } = new URL(url)
  await fetch(`${origin}/expire${pathname}`)
}

/** Takes the results of a schema's statements away, as their expiry would. */
export async function breakReads(url: string): Promise<void> {
  const { origin, pathname } = new URL(url)
  await fetch(`${origin}/break${pathname}`)
}
