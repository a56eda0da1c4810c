import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { isRevError } from '@revetl/sdk'
import { manifestOf } from '@revetl/sdk/host'
import { hostileConnector } from '@revetl/testkit/hostile'
import { expect, test } from 'vitest'
import { HostileCase, statusesOf, token, variantsOf } from './hostile-case.ts'

const quick = { silenceMs: { write: 700, check: 700, discover: 700, close: 500, open: 30_000 } }

const allOk = ['ok', 'ok', 'ok']
const { signal } = new AbortController()

/** The variants of a fixture by name, without those or with only those that a pattern names. */
const variants = (id: string, pattern = /(?:)/) =>
  variantsOf(id).filter((name) => pattern.test(name))
const without = (id: string, pattern: RegExp) =>
  variantsOf(id).filter((name) => !pattern.test(name))

async function refusalOf(id: string, variant: string): Promise<unknown> {
  return HostileCase.open(id, variant).then(
    () => 'it was opened',
    (error: unknown) => error,
  )
}

test.each(variants('P-01'))(
  'P-01 %s: what a connector throws becomes an outcome of its batch, and its message is cut',
  async (variant) => {
    await using hostile = await HostileCase.open('P-01', variant)
    const judged = await hostile.write()
    expect(statusesOf(judged).join(' ')).toMatch(/^(unknown ?){3}$|^(retry ?){3}$/)
    expect(JSON.stringify([...judged.outcomes]).length).toBeLessThan(15_000)
    await expect(hostile.destination.check(signal)).resolves.toBeDefined()
  },
)

test.each(without('P-02', /clos/))(
  'P-02 %s: a connector that gives no answer is killed, and its processor is free',
  async (variant) => {
    const hostile = await HostileCase.open('P-02', variant, quick)
    const judged = await hostile.write()
    expect(statusesOf(judged)).not.toContain('ok')
    expect(JSON.stringify([...judged.outcomes])).toContain('silent')
    await hostile[Symbol.asyncDispose]()
    expect(await childrenOfThisProcess()).toEqual([])
  },
)

test.each(variants('P-02', /clos/))(
  'P-02 %s: a connector that does not let itself be closed is killed',
  async (variant) => {
    const hostile = await HostileCase.open('P-02', variant, quick)
    await hostile[Symbol.asyncDispose]()
    expect(await childrenOfThisProcess()).toEqual([])
  },
)

test.each(without('P-03', /after its time/))(
  'P-03 %s: the first answer counts, and no attempt is acknowledged by the one before',
  async (variant) => {
    await using hostile = await HostileCase.open('P-03', variant)
    expect(statusesOf(await hostile.write(1))).not.toContain('ok')
    expect(statusesOf(await hostile.write(2))).not.toContain('ok')
  },
)

test('P-03 answers after its time: a late answer acknowledges nothing', async () => {
  await using hostile = await HostileCase.open('P-03', 'answers after its time')
  for (const attempt of [1, 2]) {
    const abort = new AbortController()
    const written = hostile.write(attempt, { signal: abort.signal })
    // Long enough for the answer to the attempt before to arrive.
    await sleep(200)
    abort.abort()
    expect(statusesOf(await written)).toEqual(['unknown', 'unknown', 'unknown'])
  }
})

test.each(variants('P-04'))(
  'P-04 %s: a connector that ends its process ends no other',
  async (variant) => {
    await using other = await HostileCase.open('P-17', 'keeps nothing open')
    await using hostile = await HostileCase.open('P-04', variant)
    const [, honest] = await Promise.all([hostile.write(), other.write()])
    expect(statusesOf(honest)).toEqual(allOk)
    expect(statusesOf(await other.write(2))).toEqual(allOk)
  },
)

test.each(variants('P-05'))(
  'P-05 %s: a connector that eats memory is killed at its limit, and the host stays as it was',
  async (variant) => {
    const limits = { heapMegabytes: 64, memoryBytesMax: 256 * 1024 ** 2, restartsMax: 0 }
    const before = process.memoryUsage().rss
    await using hostile = await HostileCase.open('P-05', variant, limits)
    let answer = await hostile.write()
    for (let calls = 0; calls < 400 && statusesOf(answer).includes('ok'); calls++) {
      answer = await hostile.write()
    }
    const codes = [...answer.outcomes.values()].map((outcome) => 'code' in outcome && outcome.code)
    expect(codes).toEqual(Array(3).fill('REV_CONNECTOR_CRASHED'))
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 ** 2)
  },
)

test.each(variants('P-06'))(
  'P-06 %s: an answer of another form acknowledges nothing',
  async (variant) => {
    await using hostile = await HostileCase.open('P-06', variant)
    expect(statusesOf(await hostile.write())).not.toContain('ok')
  },
)

test('P-07 from the first batch on: success without a request is refused', async () => {
  await using hostile = await HostileCase.open('P-07', 'from the first batch on')
  const judged = await hostile.write()
  expect(statusesOf(judged)).not.toContain('ok')
  expect(JSON.stringify([...judged.outcomes])).toContain('sent no request')
})

test('P-07 after an honest batch: success without a request is refused', async () => {
  await using hostile = await HostileCase.open('P-07', 'after an honest batch')
  expect(statusesOf(await hostile.write())).toEqual(allOk)
  expect(statusesOf(await hostile.write())).not.toContain('ok')
})

test.each(variants('P-08'))(
  'P-08 %s: a host that was not declared is not reached',
  async (variant) => {
    await using hostile = await HostileCase.open('P-08', variant)
    await hostile.write()
    expect(hostile.forbidden.connections).toBe(0)
  },
)

test.each(without('P-08', /credentials/))(
  'P-08 %s: the attempt to reach another host is reported',
  async (variant) => {
    await using hostile = await HostileCase.open('P-08', variant)
    await hostile.write()
    const warnings = hostile.lines.filter(({ level }) => level === 'warn')
    expect(JSON.stringify(warnings)).toMatch(/did not declare|going around the host/)
  },
)

test.each(['P-09', 'P-10'].flatMap((id) => variants(id).map((variant) => [id, variant] as const)))(
  '%s %s: a connector sees nothing of the machine and starts nothing',
  async (id, variant) => {
    await using hostile = await HostileCase.open(id, variant)
    await hostile.write()
    expect(hostile.vendor.received.map(({ path, body }) => [path, body.length])).toEqual([
      ['/upsert', 34],
    ])
  },
)

test.each(variants('P-11'))(
  'P-11 %s: what a connector does to globals stays in its process',
  async (variant) => {
    await using hostile = await HostileCase.open('P-11', variant, quick)
    await hostile.write()
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    expect(JSON.parse('{"a":1}')).toEqual({ a: 1 })
    expect([Array.isArray({}), new Map([[1, 2]]).get(1), Date.now() > 0]).toEqual([false, 2, true])
  },
)

test.each(variants('P-12'))('P-12 %s: output is capped, escaped and masked', async (variant) => {
  const startMs = performance.now()
  await using hostile = await HostileCase.open('P-12', variant)
  await hostile.write()
  const seconds = (performance.now() - startMs) / 1000
  expect(hostile.log).not.toContain(token)
  expect(hostile.log).not.toContain(Buffer.from(token).toString('base64'))
  // oxlint-disable-next-line no-control-regex
  const unsafe = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/
  expect(hostile.lines.filter(({ message }) => unsafe.test(message))).toEqual([])
  expect(Math.max(0, ...hostile.lines.map(({ message }) => message.length))).toBeLessThan(20_000)
  // A hundred lines a second, however long a busy machine takes for the flood.
  expect(hostile.lines.length).toBeLessThan(2000 + 100 * seconds)
})

// A pipe that is full ends the write of whoever cannot wait.
test.each(without('P-12', /every descriptor|gigabyte/))(
  'P-12 %s: what a connector prints does not touch the protocol',
  async (variant) => {
    await using hostile = await HostileCase.open('P-12', variant)
    expect(statusesOf(await hostile.write())).toEqual(allOk)
  },
)

test.each(variants('P-13'))(
  'P-13 %s: nonsense that a connector declares is refused, or costs nothing',
  async (variant) => {
    const manifest = manifestOf(hostileConnector('P-13', variant))
    const isPublished = await manifest.then(
      () => true,
      () => false,
    )
    const opened = await HostileCase.open('P-13', variant).catch((error: unknown) => error)
    // What cannot be published does not matter; what gets so far is as good as any other.
    const verdict =
      isRevError(opened) || !isPublished || statusesOf(await (opened as HostileCase).write())
    expect(verdict === true ? allOk : verdict).toEqual(allOk)
    if (opened instanceof HostileCase) await opened[Symbol.asyncDispose]()
  },
)

test.each(variants('P-14'))('P-14 %s: check and discover cannot write', async (variant) => {
  await using hostile = await HostileCase.open('P-14', variant, quick)
  const asked = variant.includes('discover')
    ? hostile.destination.discover(signal)
    : hostile.destination.check(signal)
  await asked.catch(() => 'as it should')
  expect(hostile.vendor.received).toEqual([])
  expect(statusesOf(await hostile.write())).toEqual(allOk)
})

test.each(variants('P-14', /never|nothing|no account|posts/))(
  'P-14 %s: a check that is none is an error of the connector',
  async (variant) => {
    await using hostile = await HostileCase.open('P-14', variant, quick)
    const asked = variant.includes('discover')
      ? hostile.destination.discover(signal)
      : hostile.destination.check(signal)
    expect(isRevError(await asked.catch((error: unknown) => error))).toBe(true)
  },
)

test.each(without('P-15', /future/))(
  'P-15 %s: another version or a missing method is refused with a message',
  async (variant) => {
    const refused = await refusalOf('P-15', variant)
    expect(isRevError(refused) && refused.code).toMatch(/^REV_CONNECTOR_(INVALID|VERSION)$/)
    expect((refused as Error).message.length).toBeGreaterThan(40)
  },
)

test('P-15 members of the future: unknown members are left alone', async () => {
  await using hostile = await HostileCase.open('P-15', 'members of the future')
  expect(statusesOf(await hostile.write())).toEqual(allOk)
})

test.each(variants('P-17'))(
  'P-17 %s: after 200 calls and a pause nothing is left in the host',
  async (variant) => {
    const hostile = await HostileCase.open('P-17', variant)
    for (let calls = 0; calls < 200; calls++) await hostile.write()
    await hostile[Symbol.asyncDispose]()
    await sleep(300)
    expect(await childrenOfThisProcess()).toEqual([])
    const left = process.getActiveResourcesInfo()
    expect(left.filter((name) => /ProcessWrap|TCPServerWrap|TCPSocketWrap/.test(name))).toEqual([])
  },
)

async function childrenOfThisProcess(): Promise<string[]> {
  const file = `/proc/self/task/${process.pid}/children`
  if (!existsSync(file)) return []
  await sleep(300)
  return readFileSync(file, 'utf8')
    .split(' ')
    .filter((pid) => pid !== '')
}
