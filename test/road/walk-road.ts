import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect } from 'vitest'
import { Author } from '../support/acme-author.ts'
import type { NpmRegistry } from '../support/npm-registry.ts'
import { rev, revJson, type RevOptions } from '../support/run-rev.ts'
import type { Crm } from './crm-server.ts'

/** How long the parts of the road took, in seconds. */
export interface RoadTimes {
  readonly scaffold: number
  readonly install: number
  readonly test: number
  /** From the first to the end of the last of these. */
  readonly scaffoldToGreen: number
}

/** A road under way: the author's folder, the user's project, the vendor's account. */
export interface Road {
  readonly name: string
  readonly author: Author
  readonly project: string
  readonly user: RevOptions
  readonly crm: Crm
}

const tenths = (seconds: number): number => Math.round(seconds * 10) / 10
const secondsSince = (startMs: number): number => tenths((performance.now() - startMs) / 1000)

/** Scaffolds, installs and tests, as an author does, in an empty folder outside the workspace. */
export async function scaffoldToGreen(
  registry: NpmRegistry,
  folder: string,
  flags: readonly string[],
): Promise<{ readonly author: Author; readonly times: RoadTimes }> {
  const startMs = performance.now()
  const args = ['connector', 'new', 'acme', ...flags, '--dir', folder]
  const made = await rev(path.dirname(folder), args)
  expect(made.exitCode, made.stderr).toBe(0)
  const scaffold = secondsSince(startMs)
  const author = new Author(registry, folder)
  await author.npm('install', '--prefer-offline')
  const install = secondsSince(startMs)
  const output = await author.npm('test')
  expect(output).toMatch(/Tests .*\d+ passed/)
  const all = secondsSince(startMs)
  return {
    author,
    times: {
      scaffold,
      install: tenths(install - scaffold),
      test: tenths(all - install),
      scaffoldToGreen: all,
    },
  }
}

/** A user's project in an empty folder, with rev from the registry and people to deliver. */
export async function startProject(registry: NpmRegistry, folder: string): Promise<RevOptions> {
  await mkdir(folder)
  const env = registry.env('user')
  const made = await rev(folder, ['init', '--yes', '--name', 'road'], { env })
  expect(made.exitCode, made.stderr).toBe(0)
  await new Author(registry, folder).npm('install', '--prefer-offline')
  return { env, command: [path.join(folder, 'node_modules/.bin/rev')] }
}

/** Names the connector in rev.yaml and in the sync of the project. */
export async function useConnector({ project, crm, name }: Road): Promise<void> {
  const file = path.join(project, 'rev.yaml')
  const text = await readFile(file, 'utf8')
  const destination = `crm: { connector: '${name}', apiKey: '\${env:ACME_API_KEY}', baseUrl: '${crm.url}' }`
  await writeFile(
    file,
    `${text.replace('destinations:\n', `destinations:\n  ${destination}\n`)}\negress: { allow: [127.0.0.1/32] }\n`,
  )
  await writeFile(path.join(project, '.env'), `ACME_API_KEY=${crm.key}\n`)
  const sync = `model: people\ndestination: crm\nobject: people\nmode: upsert\nkey: id\nmatch: [email]\nmap: { email: { column: email, apply: [lower] }, name: name }\n`
  await writeFile(path.join(project, 'syncs/crm.yaml'), sync)
}

/** Names the source in rev.yaml, and in a model that the sync of the project reads. */
export async function useSource({ project, crm, name }: Road): Promise<void> {
  const file = path.join(project, 'rev.yaml')
  const text = await readFile(file, 'utf8')
  const source = `crm: { connector: '${name}', apiKey: '\${env:ACME_API_KEY}', baseUrl: '${crm.url}' }`
  await writeFile(
    file,
    `${text.replace('sources:\n', `sources:\n  ${source}\n`)}\negress: { allow: [127.0.0.1/32] }\n`,
  )
  await writeFile(path.join(project, '.env'), `ACME_API_KEY=${crm.key}\n`)
  await rm(path.join(project, 'models/people.sql'))
  const model = 'source: crm\ntable: people\nkey: id\n'
  await writeFile(path.join(project, 'models/people.yaml'), model)
}

/** Runs a command of the user that has to go well. @returns what it answers. */
export async function userRuns(
  { project, user }: Road,
  ...args: readonly string[]
): Promise<object> {
  const { exitCode, result, error } = await revJson(project, args, user)
  expect(error).toBeNull()
  expect(exitCode).toBe(0)
  return result
}

/** Runs a command of the user that has to be refused. @returns what it says. */
export async function userIsRefused(
  { project, user }: Road,
  ...args: readonly string[]
): Promise<string> {
  const { ok, error } = await revJson(project, args, user)
  expect(ok).toBe(false)
  expect(error?.code).toBe('REV_CONNECTOR_REFUSED')
  return `${error?.message} ${error?.hint}`
}

/** What rev.lock says of the connector. */
export async function pinOf({
  project,
  name,
}: Road): Promise<{ version: string; integrity: string }> {
  const text = await readFile(path.join(project, 'rev.lock'), 'utf8')
  const lock = JSON.parse(text) as {
    connectors: Record<string, { version: string; integrity: string }>
  }
  const pin = lock.connectors[name]
  if (pin === undefined) throw new Error(`rev.lock does not pin ${name}`)
  return pin
}
