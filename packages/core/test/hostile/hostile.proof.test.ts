import { systemClock } from '@revetl/http'
import { manifestOf, parseManifest } from '@revetl/sdk/host'
import { hostileConnector, hostileFixtures } from '@revetl/testkit/hostile'
import { expect, test } from 'vitest'
import { quickClock } from '../quick-clock.ts'
import { codeOf } from '../run/memory-destination.ts'
import { counted, HostileProject } from './hostile-project.ts'

/** The variants of a fixture that this process can contain. */
function variantsOf(id: string): readonly string[] {
  const fixture = hostileFixtures.find((one) => one.id === id)
  if (fixture?.kind !== 'connectors') throw new RangeError(`${id} has no connectors`)
  const outside = new Set(fixture.onlyInChild)
  return Object.keys(fixture.variants).filter((name) => !outside.has(name))
}

test.each(variantsOf('P-01'))(
  'P-01: a connector that throws (%s) acknowledges nothing, is told of in at most 4 kB, and ends nobody',
  async (variant) => {
    await using project = new HostileProject('P-01', variant)
    const report = await project.run()
    expect(report).toMatchObject({ planned: 4, outcomes: { ok: 0, pending: 4 } })
    expect(report.status).toBe('failed')
    expect(report.error?.message.length).toBeLessThan(4500)
    expect(Math.max(...project.lines.map((line) => line.length))).toBeLessThan(5000)
    expect(await project.acknowledged()).toEqual([])
  },
)

test.each(variantsOf('P-01').filter((name) => name.endsWith('after it sent')))(
  'P-01: what was sent before a connector threw (%s) is held where sending twice does harm, and sent once',
  async (variant) => {
    await using project = new HostileProject('P-01', variant)
    project.sync = { mode: 'append', onAmbiguous: 'hold' }
    // The time that the vendor has to answer runs as fast, and a busy machine needs some of it.
    project.clock = quickClock(20)
    expect(await project.run()).toMatchObject({ planned: 4, outcomes: { held: 4 } })
    expect(project.vendor.requests).toHaveLength(1)
  },
)

test.each(variantsOf('P-03'))(
  'P-03: of a connector that %s the first answer counts',
  async (variant) => {
    await using project = new HostileProject('P-03', variant)
    const report = await project.run()
    expect(counted(report)).toBe(4)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(report.outcomes.ok).toBe(0)
    expect(await project.acknowledged()).toEqual([])
  },
)

const readOnce = ['a status that changes', 'a list without an end']

test.each(readOnce)('P-06: of %s every member is read once, and that holds', async (variant) => {
  await using project = new HostileProject('P-06', variant)
  expect(await project.run()).toMatchObject({ planned: 4, outcomes: { ok: 4 } })
  expect(await project.acknowledged()).toHaveLength(4)
})

test.each(variantsOf('P-06').filter((name) => !readOnce.includes(name)))(
  'P-06: an answer of %s acknowledges nothing and is counted to the last record',
  async (variant) => {
    await using project = new HostileProject('P-06', variant)
    const report = await project.run()
    expect(counted(report)).toBe(4)
    expect(report).toMatchObject({ planned: 4, outcomes: { ok: 0 } })
    expect(report.status).not.toBe('success')
    expect(report.error?.code).not.toBe('REV_INTERNAL')
    expect(await project.acknowledged()).toEqual([])
    expect(({} as { status?: string }).status).toBeUndefined()
  },
)

test('P-07: a yes without a request is refused of a connector that sends by the gateway', async () => {
  await using project = new HostileProject('P-07', 'after an honest batch')
  project.sync = { batchRecordsMax: 2 }
  const report = await project.run()
  expect(report).toMatchObject({ planned: 4, outcomes: { ok: 2, pending: 2 } })
  expect(project.vendor.requests).toHaveLength(1)
  expect(await project.acknowledged()).toHaveLength(2)
  expect(project.lines.join('\n')).toMatch(/without a request/)
})

test.each(variantsOf('P-08'))(
  'P-08: a call to a host that was not declared (%s) does not leave, and is told of although it was hidden',
  async (variant) => {
    await using project = new HostileProject('P-08', variant)
    await project.run()
    expect(project.forbidden.requests).toEqual([])
    expect(project.lines.join('\n')).toMatch(/did not declare the host|credentials/)
  },
)

const harmless = ['a pattern that takes for ever', 'a description of 10 MB']
const inert = 'a schema that refers to the network'
const refusedSpecs = variantsOf('P-13').filter((name) => ![...harmless, inert].includes(name))

test.each(refusedSpecs)(
  'P-13: a connector that declares %s is refused before it runs',
  async (name) => {
    const refusal = await manifestOf(hostileConnector('P-13', name))
      .then(parseManifest)
      .then(
        () => undefined,
        (error: unknown) => codeOf(error) ?? String(error),
      )
    expect(refusal).toMatch(/^REV_(CONNECTOR_INVALID|CONFIG_SCHEMA)$/)
  },
)

test.each([...harmless, inert])('P-13: %s is text to the host, and costs nothing', async (name) => {
  const startMs = performance.now()
  const manifest = await parseManifest(await manifestOf(hostileConnector('P-13', name)))
  expect(manifest.id).toBe('hostile')
  expect(performance.now() - startMs).toBeLessThan(2000)
})

test.each(['posts during check', 'deletes during check and hides it', 'posts during discover'])(
  'P-14: a connector that %s writes nothing',
  async (variant) => {
    await using project = new HostileProject('P-14', variant)
    const engine = await project.engine()
    await engine.check({})
    expect(project.vendor.requests).toEqual([])
  },
)

test.each(['never gets done with check', 'answers with nothing', 'names no account'])(
  'P-14: a connector that %s is reported as such, and the check ends',
  async (variant) => {
    await using project = new HostileProject('P-14', variant)
    const { connections, findings } = await (await project.engine()).check({})
    expect(connections.find(({ name }) => name === 'memory')?.isOk).toBe(false)
    expect(findings.map(({ error }) => error.code)).not.toContain('REV_INTERNAL')
  },
)

test('P-14: a check that ignores its signal is left behind when it is stopped', async () => {
  await using project = new HostileProject('P-14', 'never gets done with check')
  const engine = await project.engine()
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 10)
  expect((await engine.check({ signal: stop.signal })).findings).not.toEqual([])
})

test('P-14: credentials that every check accepts are judged by the first write', async () => {
  await using project = new HostileProject('P-14', 'accepts every credential')
  expect(await project.run()).toMatchObject({ status: 'success', outcomes: { ok: 4 } })
})

test.each(variantsOf('P-15').filter((name) => name !== 'members of the future'))(
  'P-15: a connector with %s is refused with a message',
  async (variant) => {
    const error: unknown = await manifestOf(hostileConnector('P-15', variant)).catch(
      (thrown: unknown) => thrown,
    )
    expect(codeOf(error)).toMatch(/^REV_CONNECTOR_(VERSION|INVALID)$/)
    expect((error as Error).message).toMatch(/expected/)
  },
)

test('P-15: members that nobody knows are left alone', async () => {
  await using project = new HostileProject('P-15', 'members of the future')
  expect(await project.run()).toMatchObject({ status: 'success', outcomes: { ok: 4 } })
})

// By the real clock: another try comes after a wait, and a process does not start faster by a clock that is fast.
const hosts = ['in-process', 'in a child'] as const
const takingBack = ['takes its yes back as a no', 'takes its yes back as unknown']

test.each(takingBack.flatMap((variant) => hosts.map((hostedIn) => [variant, hostedIn] as const)))(
  'P-18: of a connector that %s (%s) the first yes is final',
  async (variant, hostedIn) => {
    await using project = new HostileProject('P-18', variant, hostedIn)
    project.clock = systemClock
    const first = await project.run()
    expect(counted(first)).toBe(4)
    // That it was asked again is what gave it the chance to take its yes back.
    expect(project.vendor.requests.length).toBeGreaterThan(1)
    expect(await project.acknowledged()).toContain('0')
    const rejects = await (await project.engine()).rejects({ rowsMax: 10 })
    expect(rejects.map(({ key }) => key[0])).not.toContain(0)
  },
)

test.each(hosts)(
  'P-18: whatever verdicts are drawn (%s), every record is counted once and a yes stays one',
  async (hostedIn) => {
    await using project = new HostileProject('P-18', 'draws its verdicts', hostedIn)
    project.clock = systemClock
    project.rows = Array.from({ length: 12 }, (_, index) => [`${index}`, `name ${index}`])
    project.sync = {
      guard: { removalsPercentMax: 10, removalsMin: 100, rejectsPercentMax: 100, rejectsMin: 1e9 },
    }
    let known: readonly string[] = []
    for (let run = 0; run < 3; run++) {
      const report = await project.run()
      expect(counted(report)).toBe(report.planned)
      const now = await project.acknowledged()
      expect(known.filter((id) => !now.includes(id))).toEqual([])
      expect(now.length).toBe(known.length + report.outcomes.ok)
      known = now
    }
    expect(known.length).toBeGreaterThan(0)
  },
)
