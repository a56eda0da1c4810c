import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { isRevError } from '@revetl/sdk'
import { manifestOf } from '@revetl/sdk/host'
import { hostileConnector } from '@revetl/testkit/hostile'
import { expect, test } from 'vitest'
import { HostileCase, statusesOf, token, variantsOf } from './hostile-case.ts'

const quick = { silenceMs: { write: 700, check: 700, discover: 700, close: 500, open: 30_000 } }

test('P-01: what a connector throws becomes an outcome of its batch, and its message is cut', async () => {
  for (const variant of variantsOf('P-01')) {
    await using hostile = await HostileCase.open('P-01', variant)
    const { outcomes } = await hostile.write()
    for (const outcome of outcomes.values()) {
      expect(outcome.status, variant).toMatch(/unknown|retry/)
      expect(JSON.stringify(outcome).length).toBeLessThan(5000)
    }
    await expect(hostile.destination.check(new AbortController().signal)).resolves.toBeDefined()
  }
})

test('P-02: a connector that gives no answer is killed, and its processor is free', async () => {
  for (const variant of variantsOf('P-02')) {
    const hostile = await HostileCase.open('P-02', variant, quick)
    if (!variant.includes('clos')) {
      const judged = await hostile.write()
      expect(statusesOf(judged), variant).not.toContain('ok')
      expect(JSON.stringify([...judged.outcomes]), variant).toContain('silent')
    }
    await hostile[Symbol.asyncDispose]()
  }
  expect(await childrenOfThisProcess()).toEqual([])
})

test('P-03: the first answer counts, and a late one acknowledges nothing', async () => {
  for (const variant of variantsOf('P-03')) {
    await using hostile = await HostileCase.open('P-03', variant)
    if (variant === 'answers after its time') {
      for (const attempt of [1, 2]) {
        const abort = new AbortController()
        const written = hostile.write(attempt, { signal: abort.signal })
        await sleep(200)
        abort.abort()
        expect(statusesOf(await written)).toEqual(['unknown', 'unknown', 'unknown'])
      }
      await sleep(200)
      continue
    }
    const first = await hostile.write(1)
    const second = await hostile.write(2)
    expect(statusesOf(first), variant).not.toContain('ok')
    expect(statusesOf(second), variant).not.toContain('ok')
  }
})

test('P-04: a connector that ends its process ends no other', async () => {
  await using other = await HostileCase.open('P-17', 'keeps nothing open')
  for (const variant of variantsOf('P-04')) {
    await using hostile = await HostileCase.open('P-04', variant)
    const [judged, honest] = await Promise.all([hostile.write(), other.write()])
    expect(statusesOf(honest), variant).toEqual(['ok', 'ok', 'ok'])
    if (!/timer|rejection|next turn/.test(variant)) {
      expect(statusesOf(judged), variant).not.toContain('ok')
    }
  }
})

test('P-05: a connector that eats memory is killed at its limit, and the host stays as it was', async () => {
  const limits = { heapMegabytes: 64, memoryBytesMax: 256 * 1024 ** 2, restartsMax: 0 }
  const before = process.memoryUsage().rss
  for (const variant of variantsOf('P-05')) {
    await using hostile = await HostileCase.open('P-05', variant, limits)
    let answer = await hostile.write()
    for (let calls = 0; calls < 400 && statusesOf(answer).includes('ok'); calls++) {
      answer = await hostile.write()
    }
    const codes = [...answer.outcomes.values()].map((outcome) => 'code' in outcome && outcome.code)
    expect(codes, variant).toEqual(Array(3).fill('REV_CONNECTOR_CRASHED'))
  }
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 ** 2)
})

test('P-06: an answer of another form acknowledges nothing', async () => {
  for (const variant of variantsOf('P-06')) {
    await using hostile = await HostileCase.open('P-06', variant)
    expect(statusesOf(await hostile.write()), variant).not.toContain('ok')
  }
})

test('P-07: success without a request is refused', async () => {
  for (const variant of variantsOf('P-07')) {
    await using hostile = await HostileCase.open('P-07', variant)
    if (variant === 'after an honest batch') {
      expect(statusesOf(await hostile.write())).toEqual(['ok', 'ok', 'ok'])
    }
    const judged = await hostile.write()
    expect(statusesOf(judged), variant).not.toContain('ok')
    expect(JSON.stringify([...judged.outcomes])).toContain('sent no request')
  }
})

test('P-08: a host that was not declared is not reached, and the attempt is reported', async () => {
  for (const variant of variantsOf('P-08')) {
    await using hostile = await HostileCase.open('P-08', variant)
    await hostile.write()
    expect(hostile.forbidden.connections, variant).toBe(0)
    if (variant !== 'by credentials in the URL') {
      expect(hostile.lines.filter(({ level }) => level === 'warn').length, variant).toBeGreaterThan(0)
    }
  }
})

test.each(['P-09', 'P-10'])('%s: a connector sees nothing of the machine and starts nothing', async (id) => {
  for (const variant of variantsOf(id)) {
    await using hostile = await HostileCase.open(id, variant)
    await hostile.write()
    const paths = hostile.vendor.received.map(({ path, body }) => `${path} ${body}`)
    expect(paths.filter((path) => path.startsWith('/leak')), variant).toEqual([])
    expect(paths.length, variant).toBe(1)
  }
})

test('P-11: what a connector does to globals stays in its process', async () => {
  for (const variant of variantsOf('P-11')) {
    await using hostile = await HostileCase.open('P-11', variant, quick)
    await hostile.write()
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    expect(JSON.parse('{"a":1}')).toEqual({ a: 1 })
    expect(Date.now()).toBeGreaterThan(0)
  }
})

test('P-12: output is capped, escaped and masked, and is no protocol', async () => {
  for (const variant of variantsOf('P-12')) {
    await using hostile = await HostileCase.open('P-12', variant)
    const judged = await hostile.write()
    expect(hostile.log, variant).not.toContain(token)
    expect(hostile.log, variant).not.toContain(Buffer.from(token).toString('base64'))
    for (const { message } of hostile.lines) {
      // oxlint-disable-next-line no-control-regex
      expect(message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/)
      expect(message.length).toBeLessThan(20_000)
    }
    expect(hostile.lines.length, variant).toBeLessThan(2000)
    // A pipe that is full ends the write of whoever cannot wait.
    if (!/every descriptor|gigabyte/.test(variant)) {
      expect(statusesOf(judged), variant).toEqual(['ok', 'ok', 'ok'])
    }
  }
})

test('P-13: a connector that declares nonsense is refused before it is asked for anything', async () => {
  for (const variant of variantsOf('P-13')) {
    const built = await manifestOf(hostileConnector('P-13', variant)).then(
      () => 'built',
      (error: unknown) => isRevError(error) && error.code,
    )
    const opened = await HostileCase.open('P-13', variant).catch((error: unknown) => error)
    if (opened instanceof HostileCase) {
      await using hostile = opened
      // Only what is excessive and not wrong gets so far, and then it is as good as any other.
      expect(built, variant).not.toBe('REV_CONNECTOR_INVALID')
      expect(statusesOf(await hostile.write())).toEqual(['ok', 'ok', 'ok'])
    } else expect(isRevError(opened), variant).toBe(true)
  }
})

test('P-14: check cannot write, has a time limit, and vouches for no write', async () => {
  for (const variant of variantsOf('P-14')) {
    await using hostile = await HostileCase.open('P-14', variant, quick)
    const { signal } = new AbortController()
    const asked = variant.includes('discover')
      ? hostile.destination.discover(signal)
      : hostile.destination.check(signal)
    const answer = await asked.catch((error: unknown) => error)
    expect(hostile.vendor.received, variant).toEqual([])
    if (/never|nothing|no account|posts/.test(variant)) expect(isRevError(answer)).toBe(true)
    expect(statusesOf(await hostile.write()), variant).toEqual(['ok', 'ok', 'ok'])
  }
})

test('P-15: another version or a missing method is refused with a message, unknown members are left alone', async () => {
  for (const variant of variantsOf('P-15')) {
    const opened = await HostileCase.open('P-15', variant).catch((error: unknown) => error)
    if (variant === 'members of the future') {
      await using hostile = opened as HostileCase
      expect(statusesOf(await hostile.write())).toEqual(['ok', 'ok', 'ok'])
    } else {
      expect(isRevError(opened), variant).toBe(true)
      expect((opened as Error).message.length).toBeGreaterThan(40)
    }
  }
})

test('P-17: after 200 calls and a pause nothing is left in the host', async () => {
  for (const variant of variantsOf('P-17')) {
    const hostile = await HostileCase.open('P-17', variant)
    for (let calls = 0; calls < 200; calls++) await hostile.write()
    await hostile[Symbol.asyncDispose]()
  }
  await sleep(500)
  const left = process.getActiveResourcesInfo().filter((name) => /Process|TCP|Pipe/.test(name))
  expect(await childrenOfThisProcess()).toEqual([])
  // The test runner has pipes of its own.
  expect(left.filter((name) => name === 'ProcessWrap' || name === 'TCPServerWrap')).toEqual([])
})

async function childrenOfThisProcess(): Promise<string[]> {
  const file = `/proc/self/task/${process.pid}/children`
  if (!existsSync(file)) return []
  await sleep(300)
  const { readFileSync } = await import('node:fs')
  return readFileSync(file, 'utf8').split(' ').filter((pid) => pid !== '')
}
