// A destination that speaks the protocol by hand, and dies or misbehaves where its first argument says.
import { spawn } from 'node:child_process'
import { existsSync, writeFileSync, writeSync } from 'node:fs'
import { Socket } from 'node:net'

const [, , point = 'never', onceFile = ''] = process.argv
const speaksTwo = point.startsWith('version 2')

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

/** @param {number} call @param {{ changes: { ids: string }[] }} batch @param {string} text */
function writeTwo(call, batch, text) {
  ids = batch.changes.flatMap((group) => group.ids.split('\n'))
  const records = text.split('\u001e').filter((_text, index) => index % 2 === 1)
  const request = { type: 'http', request: call, call, method: 'POST', url: `${url}/upsert` }
  if (point === 'version 2, a size below zero') return at('', { type: 'teleport', bytes: -1 })
  const body = `[${records.join(',')}]`
  const bytes = Buffer.byteLength(body)
  if (point === 'version 2, bytes')
    return at('', `${JSON.stringify({ ...request, bytes })}\n${body}`)
  at('', `${JSON.stringify({ type: 'teleport', bytes: 9 })}\n{"type":}\n`)
  at('', { ...request, recordsBody: { before: '[', between: ',', after: ']' } })
}

/** @param {number} call @param {{ code: string } | undefined} error @param {string} text */
function answerTwo(call, error, text) {
  if (error !== undefined) return at('', { type: 'error', call, error })
  if (text !== '{"ok":true}') throw new Error(`the answer was ${text}`)
  const more = point === 'version 2, too many' ? '\n7'.repeat(9) : ''
  const outcomes = [{ ids: `${ids.join('\n')}${more}`, status: 'ok', effect: 'written' }]
  at('', { type: 'outcome', call, outcomes, done: true })
}

/** @type {string[]} */
let ids = []

/** @type {Record<string, (message: any, text: string) => void>} */
const handle = {
  hello() {
    at('on hello')
    if (point === 'leaves and ends') process.exit(7)
    const protocol = point === 'protocol 3' ? 3 : speaksTwo ? 2 : 1
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
    const recordsBody = { before: '[', between: ',', after: ']' }
    if (point === 'version 2, records of no write') {
      return at('', { type: 'http', request: call, call, method: 'GET', url, recordsBody })
    }
    at('', { type: 'result', call, value: { account: { id: 'raw' }, shoeSize: 43 } })
  },
  discover({ call }) {
    at('', { type: 'result', call, value: { objects: [] } })
  },
  write({ call, batch }, text) {
    at('on write')
    if (speaksTwo) return writeTwo(call, batch, text)
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
  http_answer({ request, error }, text) {
    at('on http_answer')
    if (speaksTwo) return answerTwo(request, error, text)
    const write = writes.get(request)
    if (write === undefined) return
    const { call, changes } = write
    const outcomes = changes.map(({ id }) => ({ id, status: 'ok', effect: 'written' }))
    const line = `${JSON.stringify({ type: 'outcome', call, outcomes, done: true })}\n`
    at('in outcome', line.slice(0, line.length / 2))
    at('after outcome', line.slice(line.length / 2))
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

let rest = Buffer.alloc(0)
/** @returns {boolean} whether a message was there */
function takeMessage() {
  const end = rest.indexOf('\n')
  if (end < 0) return false
  const message = JSON.parse(rest.toString('utf8', 0, end))
  const whole = end + 1 + (speaksTwo ? (message.bytes ?? 0) : 0)
  if (rest.length < whole) return false
  const text = rest.toString('utf8', end + 1, whole)
  rest = rest.subarray(whole)
  handle[message.type]?.(message, text)
  return true
}
new Socket({ fd: 3 }).on('data', (bytes) => {
  rest = Buffer.concat([rest, bytes])
  while (takeMessage());
})
