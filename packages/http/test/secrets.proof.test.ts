import { inspect } from 'node:util'
import { startRawServer, type RawConnection } from '@revetl/testkit/network'
import { seededRandom } from '@revetl/testkit/simulator'
import { expect, test } from 'vitest'
import { call, keptLog, localGateway } from './support/gateway.ts'

const secret = 'cAnary+/t0ken&"\\42?'
const runs = 10_000

/** Ways in which a destination may say a secret back. */
const encodings: readonly ((text: string) => string)[] = [
  (text) => text,
  encodeURIComponent,
  (text) => encodeURIComponent(text).replaceAll(/%../g, (code) => code.toLowerCase()),
  (text) => Buffer.from(text).toString('base64'),
  (text) => Buffer.from(`user:${text}`).toString('base64'),
  (text) => Buffer.from(text).toString('base64url'),
  (text) => JSON.stringify(text).slice(1, -1),
  (text) => Buffer.from(text).toString('hex'),
  (text) => `Basic ${Buffer.from(`${text}:`).toString('base64')}`,
]
const statuses = [
  200, 301, 302, 307, 400, 401, 403, 404, 408, 409, 413, 418, 422, 423, 425, 429, 431, 500, 501,
  502, 503, 504, 505, 600,
]
const headerNames = [
  'location',
  'retry-after',
  'content-type',
  'content-encoding',
  'x-echo',
  'ratelimit',
  'www-authenticate',
  'set-cookie',
]

type Draw = <Item>(items: readonly Item[]) => Item

/** Answers, or fails to, in a random way that shows the secret in random places. */
function misbehave(connection: RawConnection, pick: Draw): void {
  const echo = () => pick(encodings)(secret)
  const body = pick([
    () => `{"error":"bad token ${echo()}"}`,
    () => `<html>${echo()}</html>`,
    () => `{"error":"${echo()}`,
    () => echo().repeat(50),
    () => '',
  ])()
  const head = `HTTP/1.1 ${pick(statuses)} ${pick(['OK', echo().replaceAll(/[\r\n]/g, '')])}\r\n`
  const headers = Array.from({ length: 3 }, () => `${pick(headerNames)}: ${echo()}\r\n`).join('')
  const bytes = `${head}${headers}content-length: ${body.length}\r\n\r\n${body}`
  const middle = Math.floor(bytes.length / 2)
  pick([
    () => connection.end(bytes),
    () => connection.end(bytes),
    // In two packets, wherever that splits the secret.
    () => {
      connection.write(bytes.slice(0, middle))
      setImmediate(() => connection.end(bytes.slice(middle)))
    },
    () => connection.end(bytes.slice(0, middle)),
    () => connection.end(echo()),
    () => connection.reset(),
  ])()
}

test('ten thousand failures of a destination that knows the secret show it in no error, log line or count', async () => {
  const random = seededRandom(20261126)
  const pick: Draw = (items) => items[Math.floor(random() * items.length)] as never
  await using server = await startRawServer((connection) => misbehave(connection, pick))
  const log = keptLog()
  const found: string[] = []
  const forms = [...new Set(encodings.map((encode) => encode(secret)))]
  const look = (where: string, text: string) => {
    if (forms.some((form) => text.includes(form))) found.push(`${where}: ${text.slice(0, 300)}`)
  }
  const codes = new Map<string, number>()
  for (let run = 0; run < runs;) {
    // A gateway of its own for a few requests, so that no open breaker keeps the others from being sent.
    await using gateway = localGateway({
      auth: pick([
        { kind: 'bearer', token: secret },
        { kind: 'basic', user: 'user', password: secret },
        { kind: 'api-key', place: { query: 'key' }, key: secret },
        { kind: 'api-key', place: { header: 'x-key' }, key: secret },
      ] as const),
      secrets: [secret],
      log,
      random: () => 0,
      patienceMs: 1,
      quotas: [],
    })
    const { http, fetch } = gateway.client(call({ resendable: false }))
    for (let count = 0; count < 15; count++, run++) {
      const url = `${server.url}${encodeURIComponent(secret)}?q=${encodeURIComponent(secret)}`
      const sent =
        random() < 0.8
          ? http.post(url, { json: { secret } }).then((answer) => answer.json())
          : fetch(url, { method: 'POST', body: secret }).then((answer) => answer.json())
      const error: unknown = await sent.then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      // What a connector does with an answer is masked by its host: here only what the gateway itself says.
      if (error instanceof SyntaxError) continue
      look('error', inspect(error, { showHidden: true, depth: 12, getters: true }))
      const code = (error as { code?: string } | undefined)?.code ?? 'answered'
      codes.set(code, (codes.get(code) ?? 0) + 1)
    }
    look('stats', JSON.stringify(gateway.stats()))
  }
  look('log', log.lines.join('\n'))
  expect(found).toEqual([])
  expect(codes.size).toBeGreaterThanOrEqual(8)
})

test('what a connector makes of such an answer, cut anywhere, shows no eight characters of the secret', async () => {
  const random = seededRandom(7)
  const pick: Draw = (items) => items[Math.floor(random() * items.length)] as never
  await using gateway = localGateway({ secrets: [secret] })
  // Not those where other characters come first.
  const heads = encodings
    .filter((_, index) => index !== 4 && index !== 8)
    .map((encode) => encode(secret))
  const found: string[] = []
  for (let run = 0; run < runs; run++) {
    const echoed = pick(encodings)(secret)
    const text = `${'the vendor says '.repeat(8)}${echoed}${pick(['', ' and more', '"}'])}`
    const cut = text.slice(0, 120 + Math.floor(random() * (text.length - 119)))
    const masked = gateway.redact(random() < 0.5 ? cut : `${cut}…`)
    if (heads.some((form) => masked.includes(form.slice(0, 12)))) found.push(masked)
  }
  expect(found).toEqual([])
})
