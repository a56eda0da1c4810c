import { execFile, spawn } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { airbyteFaults, airbyteSchemaProblem } from './support/airbyte-schema.ts'
import { makeProject, temporaryFolder, writeFiles } from './support/make-project.ts'
import { startPeopleCrm, type PeopleCrm } from './support/people-crm.ts'
import { revBinary, revJson } from './support/run-rev.ts'

const connector = path.resolve(import.meta.dirname, '../examples/python-connector')
const fixture = (name: string) => path.join(import.meta.dirname, 'fixtures', name)
const catalog = {
  streams: [
    {
      stream: {
        name: 'people',
        json_schema: { properties: { email: {}, name: {}, score: {} } },
        supported_sync_modes: ['incremental'],
      },
      sync_mode: 'incremental',
      destination_sync_mode: 'append_dedup',
      primary_key: [['email']],
    },
  ],
}

let crm: PeopleCrm
let schemaProblem: string | undefined

beforeAll(async () => {
  crm = await startPeopleCrm()
  schemaProblem = await airbyteSchemaProblem()
})
afterAll(() => crm[Symbol.asyncDispose]())

interface Message {
  readonly type: string
  readonly state?: Readonly<Record<string, unknown>> & {
    readonly destinationStats?: {
      readonly recordCount: number
      readonly rejectedRecordCount: number
    }
  }
  readonly connectionStatus?: { readonly status: string; readonly message?: string }
  readonly destination_catalog?: {
    readonly operations: readonly Readonly<Record<string, unknown>>[]
  }
  readonly trace?: { readonly error: { readonly message: string } }
}

/** Runs the connector in Python as a destination of Airbyte. */
async function airbyte(
  command: string,
  options: { url?: string; key?: string; input?: string } = {},
) {
  const folder = await temporaryFolder()
  const { url = crm.url, key = 'simulated-key', input = '' } = options
  const config = JSON.stringify({ baseUrl: url, apiKey: key })
  await writeFiles(folder, { 'config.json': config, 'catalog.json': JSON.stringify(catalog) })
  const first = ['connector', 'run', connector, '--protocol', 'airbyte', '--allow', '127.0.0.1/32']
  const files = ['--config', 'config.json', '--catalog', 'catalog.json']
  const args = [revBinary, ...first, '--', command, ...(command === 'spec' ? [] : files)]
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve))
  child.stdin.end(input)
  const lines = (await text(child.stdout)).split('\n').filter((line) => line !== '')
  const messages = lines.map((line) => JSON.parse(line) as Message)
  return { exitCode: await exited, lines, messages }
}

/** What a source prints that faros-airbyte-cdk runs. */
async function sourceLines(): Promise<string[]> {
  const folder = await temporaryFolder()
  await writeFiles(folder, { 'config.json': '{}', 'catalog.json': JSON.stringify(catalog) })
  const files = ['config', 'catalog'].flatMap((name) => [
    `--${name}`,
    path.join(folder, `${name}.json`),
  ])
  const run = promisify(execFile)
  const { stdout } = await run(process.execPath, [fixture('airbyte-source.mjs'), 'read', ...files])
  return stdout.split('\n').filter((line) => line !== '')
}

const typesOf = (lines: readonly string[]) =>
  lines.map((line) => (JSON.parse(line) as Message).type)

const record = (email: string) =>
  JSON.stringify({ type: 'RECORD', record: { stream: 'people', data: { email }, emitted_at: 1 } })
const stateAt = (at: number) => {
  const stream = { stream_descriptor: { name: 'people' }, stream_state: { at } }
  return JSON.stringify({ type: 'STATE', state: { type: 'STREAM', stream } })
}

test('a destination of rev takes what a source of somebody else prints, and hands every state back', async () => {
  const input = await sourceLines()
  const states = typesOf(input).filter((type) => type === 'STATE').length
  const { exitCode, messages } = await airbyte('write', { input: input.join('\n') })
  expect(exitCode).toBe(0)
  expect([...crm.people.keys()].sort()).toEqual([
    'ada0@example.com',
    'ada3@example.com',
    'mary0@example.com',
    'mary3@example.com',
  ])
  const handedBack = messages.filter(({ type }) => type === 'STATE')
  expect(handedBack).toHaveLength(states)
  const sums = { records: 0, rejected: 0 }
  for (const { state } of handedBack) {
    sums.records += state?.destinationStats?.recordCount ?? 0
    sums.rejected += state?.destinationStats?.rejectedRecordCount ?? 0
  }
  expect(sums).toEqual({ records: 6, rejected: 2 })
})

test('every message is valid by the schema that Airbyte publishes', async (context) => {
  if (schemaProblem !== undefined) return context.skip(schemaProblem)
  const input = (await sourceLines()).join('\n')
  const runs = await Promise.all([
    airbyte('spec'),
    airbyte('check'),
    airbyte('check', { key: 'another key' }),
    airbyte('discover'),
    airbyte('write', { input }),
    airbyte('write', { input, url: 'http://127.0.0.1:9' }),
  ])
  const lines = runs.flatMap((run) => run.lines)
  expect([...new Set(typesOf(lines))].sort()).toEqual([
    'CONNECTION_STATUS',
    'DESTINATION_CATALOG',
    'LOG',
    'SPEC',
    'STATE',
    'TRACE',
  ])
  expect(await airbyteFaults(lines)).toBe('')
  expect(await airbyteFaults(['{"type":"STATE","state":{"type":"NO"}}'])).not.toBe('')
})

test('check says whether the credentials work, discover lists operations with their keys', async () => {
  const [good, bad, discovered] = await Promise.all([
    airbyte('check'),
    airbyte('check', { key: 'another key' }),
    airbyte('discover'),
  ])
  expect(good.messages.at(-1)?.connectionStatus).toEqual({ status: 'SUCCEEDED' })
  expect(bad.messages.at(-1)?.connectionStatus).toMatchObject({ status: 'FAILED' })
  const { operations = [] } = discovered.messages.at(-1)?.destination_catalog ?? {}
  expect(operations).toMatchObject([
    { object_name: 'people', sync_mode: 'append_dedup', matching_keys: [['email']] },
    { object_name: 'people', sync_mode: 'soft_delete', matching_keys: [['email']] },
  ])
})

test('a state is not handed back before every record before it is delivered or rejected', async () => {
  const broken = await startBrokenCrm()
  const input = [record('a@example.com'), stateAt(1), record('b@example.com'), stateAt(2)].join(
    '\n',
  )
  const { exitCode, messages } = await airbyte('write', { input, url: broken.url })
  broken.server.close()
  expect(exitCode).toBe(1)
  const states = messages.flatMap(({ state: one }) => (one === undefined ? [] : [one['stream']]))
  expect(states).toEqual([expect.objectContaining({ stream_state: { at: 1 } })])
  expect(messages.at(-1)?.trace?.error.message).toContain('neither delivered nor rejected')
})

test('a program of somebody else that speaks the protocol of Airbyte is a destination of rev', async () => {
  const { project, file } = await airbyteProject(250, {})
  const { exitCode, result } = await revJson(project, ['run'])
  expect(result).toMatchObject({ runs: [{ outcomes: { ok: 250 } }] })
  expect(exitCode).toBe(0)
  expect(readFileSync(file, 'utf8').split('\n').filter(Boolean)).toHaveLength(250)
  expect((await revJson(project, ['run'])).result).toMatchObject({ sent: 0 })
})

test('what such a program did not acknowledge is unknown, and not delivered', async () => {
  const { project } = await airbyteProject(250, { recordsMax: 130 })
  const { exitCode, result } = await revJson(project, ['run'])
  expect(exitCode).toBe(1)
  expect(result).toMatchObject({ runs: [{ outcomes: { ok: 100, held: 150 } }] })
})

/** A vendor that takes one write and is gone. */
async function startBrokenCrm(): Promise<{ url: string; server: Server }> {
  let writes = 0
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      if (++writes === 1) return response.end('{"accepted":1,"errors":[]}')
      return request.socket.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}

async function airbyteProject(records: number, more: object) {
  const project = await makeProject({
    'models/people.sql': `-- key: id\nselect i as id, 'p' || i as name from range(${records}) t(i)\n`,
    'syncs/people.yaml':
      'model: people\ndestination: out\nobject: people\nmode: append\nmap: all\n',
    'connectors/file/package.json': JSON.stringify({
      name: 'rev-destination-airbyte-file',
      version: '1.0.0',
      rev: {
        kind: 'destination',
        id: 'airbyte-file',
        apiVersion: 1,
        manifest: 'manifest.json',
        command: [process.execPath, fixture('airbyte-destination.mjs')],
        protocol: 'airbyte',
      },
    }),
    'connectors/file/manifest.json': JSON.stringify({
      manifestVersion: 1,
      kind: 'destination',
      id: 'airbyte-file',
      apiVersion: 1,
      title: 'A file, by an Airbyte program',
      vendor: { name: 'faros-airbyte-cdk' },
      configSchema: { type: 'object' },
      hasAuth: false,
      hosts: 'config',
      objects: {},
      dynamicObject: {
        fields: {},
        isOpen: true,
        hasLookup: false,
        operations: {
          append: {
            batch: { recordsMax: 1000, uniqueBy: 'none' },
            atomicity: 'per-record',
            resend: 'unsafe',
            hasSession: false,
          },
        },
      },
    }),
  })
  const file = path.join(project, 'out.jsonl')
  await writeFiles(project, {
    'rev.yaml': JSON.stringify({
      name: 'airbyte',
      sources: { files: { connector: 'duckdb' } },
      destinations: { out: { connector: './connectors/file', file, ...more } },
    }),
  })
  return { project, file }
}
