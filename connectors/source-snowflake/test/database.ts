import { generateKeyPairSync } from 'node:crypto'
import { openSource, type OpenSource } from '@revetl/testkit'
import { runSnowflake, snowflakeAccount } from '@revetl/testkit/services'
import source from '../src/index.ts'

const key = newKey()

/** A pair of keys: the private one as PEM, the public one as a user has it. */
export function newKey(): { readonly privateKey: string; readonly publicKey: string } {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  }
}

/** The configuration of the source for a database of a test, whose user has a key. */
export async function configOf(url: string): Promise<Record<string, string>> {
  const user = `USER_${databaseOf(url)}`
  await run(url, `alter user ${user} set rsa_public_key='${key.publicKey}'`)
  return { ...placeOf(url), user, privateKey: key.privateKey }
}

/** The same without what logs in. */
export function placeOf(url: string): Record<string, string> {
  const { origin } = new URL(url)
  const names = { database: databaseOf(url), schema: 'PUBLIC', warehouse: 'SMALL' }
  return { account: snowflakeAccount, baseUrl: origin, ...names }
}

/** The database of a test, as Snowflake writes it. */
export function databaseOf(url: string): string {
  return new URL(url).pathname.slice(1).toUpperCase()
}

/** Opens the source on a database of a test. */
export async function open(url: string, more: Record<string, string> = {}): Promise<OpenSource> {
  return openWith({ ...(await configOf(url)), ...more })
}

/** Opens the source with a configuration. */
export function openWith(config: object): Promise<OpenSource> {
  const projectPath = import.meta.dirname
  return openSource(source, { config, projectPath, egressAllow: ['127.0.0.1/32'] })
}

/** Runs statements as the administrator. */
export async function run(url: string, ...statements: string[]): Promise<void> {
  await runSnowflake(url, statements)
}

/** A statement that was sent. */
export interface SentStatement {
  readonly handle: string
  readonly database: string
  readonly tag: string
  readonly sql: string
  readonly cancelled: boolean
  readonly ended: boolean
}

/** The statements that the source has sent in a database. */
export async function sent(url: string): Promise<readonly SentStatement[]> {
  const answer = await fetch(`${new URL(url).origin}/statements`)
  const all = (await answer.json()) as readonly SentStatement[]
  return all.filter(({ database, tag }) => database === databaseOf(url) && tag !== '')
}

/** Takes the results of a database away, as their expiry would. */
export async function breakReads(url: string): Promise<void> {
  await fetch(`${new URL(url).origin}/break/${databaseOf(url)}`)
}
