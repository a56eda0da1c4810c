// A destination that speaks the protocol by hand, and dies or misbehaves where its first argument says.
import { spawn } from 'node:child_process'
import { existsSync, writeFileSync, writeSync } from 'node:fs'
import { Socket } from 'node:net'

const [, , point = 'never', onceFile = ''] = process.argv

/** @param {string} here @param {object | string} [message] */
function at(here, message) {
  if (message !== undefined) {
    const line = typeof message === 'string' ? message : `${JSON.stringify(message)}\n`
    writeSync(4, line)
  }
  if (here !== point) return
  if (onceFile !== '') {
    if (existsSync(onceFile)) return
    writeFileSync(onceFile, 'died')
  }
  process.kill(process.pid, 'SIGKILL')
}

/** @type {Map<number, { call: number, changes: { id: string }[] }>} */
const writes = new Map()
let url = ''

/** @type {Record<string, (message: any) => void>} */
const handle = {
  hello() {
    at('on hello')
    if (point === 'leaves and ends') process.exit(7)
    const protocol = point === 'protocol 2' ? 2 : 1
    const id = point === 'another id' ? 'other' : 'raw'
    const hello = { type: 'hello', protocol, kind: 'destination', id, apiVersion: 1, future: true }
    if (point === 'no hello') return
    if (point === 'no JSON') return void writeSync(4, 'hello\n')
    at('after hello', hello)
    if (point === 'unknown type') at('', { type: 'teleport', to: 'mars' })
  },
  open(message) {
    at('on open')
    url = message.config.url
    if (point === 'refuses') {
      const error = { code: 'REV_CONFIG_INVALID', message: 'The url is no good.' }
      return at('', { type: 'error', call: message.call, error })
    }
    const writesMax = point === 'one write' ? 1 : 8
    at('after opened', {
      type: 'opened',
      call: message.call,
      hosts: ['127.0.0.1'],
      writes: writesMax,
    })
  },
  check({ call }) {
    at('', { type: 'result', call, value: { account: { id: 'raw' }, shoeSize: 43 } })
  },
  discover({ call }) {
    at('', { type: 'result', call, value: { objects: [] } })
  },
  write({ call, batch }) {
    at('on write')
    if (point === 'silent in write') return
    writes.set(call, { call, changes: batch.changes })
    const body = `[${batch.changes.map((/** @type {{ json: string }} */ one) => one.json).join(',')}]`
    at('after http', {
      type: 'http',
      request: call,
      call,
      method: 'POST',
      url: `${url}/upsert`,
      body,
    })
  },
  http_answer({ request }) {
    at('on http_answer')
    const write = writes.get(request)
    if (write === undefined) return
    const { call, changes } = write
    const outcomes = changes.map(({ id }) => ({ id, status: 'ok', effect: 'written' }))
    const text = `${JSON.stringify({ type: 'outcome', call, outcomes, done: true })}\n`
    at('in outcome', text.slice(0, text.length / 2))
    at('after outcome', text.slice(text.length / 2))
  },
  close({ call }) {
    at('on close')
    at('', { type: 'result', call })
  },
  bye() {
    at('on bye')
    process.exit(0)
  },
  cancel() {},
}

if (point.startsWith('leaves ')) {
  // One that holds the pipes of the protocol, and lives on.
  const left = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    stdio: ['ignore', 'inherit', 'inherit', 3, 4],
    detached: point === 'leaves the group',
  })
  writeFileSync(onceFile, String(left.pid))
}

let rest = ''
new Socket({ fd: 3 }).on('data', (bytes) => {
  const lines = (rest + bytes.toString('utf8')).split('\n')
  rest = lines.pop() ?? ''
  for (const line of lines) {
    const message = JSON.parse(line)
    handle[message.type]?.(message)
  }
})
