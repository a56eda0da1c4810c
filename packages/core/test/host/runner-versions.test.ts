import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { childRunner } from '@revetl/sdk/host'
import { LineReader } from '@revetl/sdk/protocol'
import { expect, onTestFinished, test } from 'vitest'

type Said = Readonly<Record<string, unknown>> & { readonly type: string; readonly bytes?: number }

const destination = path.join(import.meta.dirname, 'records-destination.mjs')
const source = path.join(import.meta.dirname, 'counting-source.mjs')
const records = ['{"id":1}', '{"id":"é"}']
const url = 'http://127.0.0.1:9/'
const answer = '{"ok":"é"}'
const both = ['1', '2']

/** A host that speaks by hand with the SDK's own program. */
class RawHost {
  readonly #child
  readonly #said: Said[] = []
  #heard = () => {}

  constructor(entry = destination) {
    this.#child = spawn(process.execPath, [childRunner().file, entry], {
      stdio: ['ignore', 'inherit', 'inherit', 'pipe', 'pipe'],
    })
    onTestFinished(async () => {
      this.say({ type: 'bye' })
      await once(this.#child, 'exit')
    })
    const reader = new LineReader(
      (line) => {
        const said = JSON.parse(line) as Said
        if (said.bytes === undefined) this.#take(said)
        else reader.take(said.bytes, (bytes) => this.#take({ ...said, text: bytes.toString() }))
      },
      () => this.#child.kill(),
    )
    const output = this.#child.stdio[4] as Readable
    output.on('data', (bytes: Buffer) => reader.push(bytes))
  }

  say(message: object, body = ''): void {
    const input = this.#child.stdio[3] as Writable
    input.write(`${JSON.stringify(message)}\n${body}`)
  }

  async next(): Promise<Said> {
    const said = this.#said.shift()
    if (said !== undefined) return said
    await new Promise<void>((resolve) => (this.#heard = resolve))
    return this.next()
  }

  #take(said: Said): void {
    this.#said.push(said)
    this.#heard()
  }
}

/** Hands one batch to the program. @returns what it asked for, and its outcomes */
async function writeIn(protocols: readonly number[], order: string): Promise<readonly Said[]> {
  const host = new RawHost()
  host.say({ type: 'hello', protocols, host: { name: 'by hand', version: '1' } })
  const hello = await host.next()
  host.say({ type: 'open', call: 0, connection: 'c', config: { url, order }, projectPath: '/' })
  await host.next()
  const isSecond = hello['protocol'] === 2
  const changes = both.map((id, index) => ({ id, kind: 'added', key: '[1]', json: records[index] }))
  const text = records.flatMap((record) => ['[1]', record]).join('\u001e')
  const batch = {
    object: { name: 'things', fields: {} },
    operation: 'append',
    matchOn: [],
    fields: [],
    idempotencyKey: 'k',
    attempt: 1,
    changes: isSecond ? [{ ids: both.join('\n'), kind: 'added' }] : changes,
  }
  const run = { id: 'run', sync: 's', startedAt: '' }
  const bytes = Buffer.byteLength(text)
  if (isSecond) host.say({ type: 'write', call: 1, run, batch, bytes }, text)
  else host.say({ type: 'write', call: 1, run, batch })
  const http = await host.next()
  const { request } = http
  const plain = { type: 'http_answer', request, status: 200, headers: {} }
  if (isSecond) host.say({ ...plain, bytes: Buffer.byteLength(answer) }, answer)
  else host.say({ ...plain, body: answer })
  return [hello, http, await host.next()]
}

const each = both.map((id) => ({ id, status: 'ok', effect: 'written' }))
const joined = [{ ids: '1\n2', status: 'ok', effect: 'written' }]
const recordsBody = { before: '[', between: ',', after: ']' }

test.each([
  ['a host of version 1', [1], 'kept', 1, { body: `[${records.join(',')}]` }, each],
  ['a host of both', [2, 1], 'kept', 2, { recordsBody }, joined],
  ['a host that likes 1 better', [1, 2], 'kept', 1, { body: `[${records.join(',')}]` }, each],
  ['a host of a later version', [3, 2], 'kept', 2, { recordsBody }, joined],
  [
    'a body in another order',
    [2],
    'turned',
    2,
    { bytes: 22, text: `[${records.toReversed().join(',')}]` },
    joined,
  ],
])(
  'the program of the SDK speaks with %s',
  async (_who, protocols, order, protocol, body, outcomes) => {
    const [hello, http, outcome] = await writeIn(protocols, order)
    expect(hello).toMatchObject({ type: 'hello', protocol })
    const asked = { type: 'http', request: 0, call: 1, method: 'POST', url, headers: {} }
    expect(http).toEqual({ ...asked, ...body })
    expect(outcome).toEqual({ type: 'outcome', call: 1, outcomes, done: true })
  },
)

test.each([
  [
    1,
    {
      columns: [
        ['0', '1'],
        ['n0', null],
      ],
    },
  ],
  [2, { bytes: 10, text: '0\tn0\n1\t\\N\n' }],
])('the text of rows goes to a host of version %i in its form', async (protocol, rows) => {
  const host = new RawHost(source)
  host.say({ type: 'hello', protocols: [protocol], host: { name: 'by hand', version: '1' } })
  await host.next()
  const config = { rows: 2, chunkRows: 2, asText: true }
  host.say({ type: 'open', call: 0, connection: 'c', config, projectPath: '/' })
  await host.next()
  host.say({
    type: 'read',
    call: 1,
    chunks: 4,
    request: { model: { kind: 'table', table: ['t'] } },
  })
  const said: Said[] = []
  while (said.at(-1)?.type !== 'end') said.push(await host.next())
  const [chunk] = said.filter(({ type }) => type === 'chunk')
  expect(chunk).toEqual({ type: 'chunk', call: 1, rowCount: 2, ...rows })
})

test('the program of the SDK leaves a host that speaks no version of its own', async () => {
  const host = new RawHost()
  host.say({ type: 'hello', protocols: [3], host: { name: 'by hand', version: '1' } })
  expect(await host.next()).toMatchObject({
    type: 'bye',
    reason: expect.stringContaining('version 2 or 1') as string,
  })
})
