import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { columnsAsFields } from '../test-project.ts'
import { delivered, people, tracks, verify } from './delivered-people.ts'
import { VendorProject } from './vendor-project.ts'

/** Every file of the state but what a reader of SQLite keeps beside its file. */
function stateOf({ folder }: VendorProject): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  return Object.fromEntries(
    files
      .filter((file) => file.isFile() && !file.name.endsWith('-shm'))
      .map((file) => {
        const name = path.join(file.parentPath, file.name)
        return [name, createHash('sha256').update(readFileSync(name)).digest('hex')]
      }),
  )
}

const lossy = {
  cutsTextsAt: 7,
  lowerCases: ['email'],
  loses: ({ id }: { id?: unknown }) => id === 4,
}

describe.each(tracks)('with track: %s', (track) => {
  test('a destination that keeps what it is sent has no drift', async () => {
    await using project = await delivered({}, { track })
    expect(await verify(project)).toMatchObject({
      sync: 'things',
      destination: 'memory',
      object: 'things',
      delivered: 4,
      checked: 4,
      equal: 4,
      differing: 0,
      missing: 0,
      fieldsCompared: ['id', 'name', 'email', 'score'],
      fields: [],
      missingKeys: [],
    })
  })

  test('what is cut, normalised or lost is told by field, with its key and both values', async () => {
    await using project = await delivered({ quirks: lossy }, { track })
    const report = await verify(project)
    expect(report).toMatchObject({ checked: 4, equal: 0, differing: 3, missing: 1 })
    expect(report.missingKeys).toEqual([[4]])
    const name = report.fields.find(({ field }) => field === 'name')
    expect(name).toMatchObject({ truncated: 2, normalised: 0, different: 0, isMasked: false })
    expect(name?.examples).toContainEqual({
      key: [1],
      drift: 'truncated',
      sent: 'Ada Lovelace',
      found: 'Ada Lov',
    })
  })

  test('of a field with personal data no value is told', async () => {
    await using project = await delivered({ quirks: lossy }, { track })
    const report = await verify(project)
    const email = report.fields.find(({ field }) => field === 'email')
    expect(email).toMatchObject({ truncated: 3, isMasked: true })
    expect(email?.examples).toHaveLength(3)
    expect(JSON.stringify(email)).not.toMatch(/@|ada|grace/i)
  })

  test('a record that changed in the model since is compared only where its values are kept', async () => {
    await using project = await delivered({}, { track })
    const [first, ...others] = people
    project.model.rows = [[first[0], 'Augusta', first[2], first[3]], ...others.slice(1)]
    const isKept = track === 'values'
    expect(await verify(project)).toMatchObject({
      checked: isKept ? 4 : 2,
      equal: isKept ? 4 : 2,
      notCompared: { changed: isKept ? 0 : 2 },
    })
  })

  test('a mapping that changed since is no drift', async () => {
    await using project = await delivered({}, { track })
    const [id, name, email] = columnsAsFields(['id', 'name', 'email'])
    const score = columnsAsFields(['score'])[0]
    if (!id || !name || !email || !score) throw new Error('four fields')
    project.sync = {
      ...project.sync,
      fields: [
        id,
        { ...name, expression: { kind: 'constant', value: 'another' } },
        { ...score, field: 'points' },
      ],
    }
    const isKept = track === 'values'
    expect(await verify(project)).toMatchObject({
      equal: isKept ? 4 : 0,
      differing: 0,
      missing: 0,
      notCompared: { changed: isKept ? 0 : 4 },
      fieldsCompared: isKept ? ['id', 'name'] : [],
      fieldsAbsent: [],
    })
  })
})

test('nothing is written: no request but lookups, and the state stays byte for byte', async () => {
  await using project = await delivered({ quirks: lossy })
  await project.close()
  const applied = project.vendor.log.length
  const before = stateOf(project)
  const paths: string[] = []
  project.vendor.watch(({ request }) => paths.push(request.path))
  const report = await verify(project)
  await project.close()
  expect(report.differing).toBe(3)
  expect(new Set(paths)).toEqual(new Set(['/find']))
  expect(project.vendor.log.length).toBe(applied)
  expect(stateOf(project)).toEqual(before)
})

test('the gateway refuses what a lookup does not mark as reading', async () => {
  await using project = await delivered({ asksUnmarked: true })
  const requests = project.vendor.requestCount
  await expect(verify(project)).rejects.toMatchObject({ code: 'REV_HTTP_REQUEST' })
  expect(project.vendor.requestCount).toBe(requests)
})

test('a sample is the same each time, and no larger than asked', async () => {
  await using project = await VendorProject.start({ recordsMax: 100 })
  project.sync = { mode: 'upsert' }
  project.model.rows = Array.from({ length: 300 }, (_, id) => [`${id}`, `n${id}`, `m${id}`, '1'])
  await project.run()
  const asked: string[] = []
  project.vendor.watch(({ request }) => asked.push(request.text))
  expect(await verify(project, { sampleMax: 120 })).toMatchObject({
    delivered: 300,
    checked: 120,
    equal: 120,
  })
  const first = asked.splice(0)
  await verify(project, { sampleMax: 120 })
  expect(asked).toEqual(first)
  expect(first).toHaveLength(2)
  expect(await verify(project)).toMatchObject({ checked: 100 })
  expect(await verify(project, { sampleMax: 10_000 })).toMatchObject({ checked: 300, equal: 300 })
})

test('lookups keep to the quota of the account', async () => {
  const limit = { requests: 2, perMs: 400 }
  await using project = await VendorProject.start({ limit, recordsMax: 1 })
  project.vendor.enforceQuotas(false)
  project.sync = { mode: 'upsert' }
  project.model.rows = people
  await project.run()
  project.vendor.enforceQuotas(true)
  const statuses: (number | undefined)[] = []
  project.vendor.watch(({ reply }) => statuses.push(reply?.status))
  expect(await verify(project)).toMatchObject({ checked: 4, equal: 4 })
  expect(statuses).toEqual([200, 200, 200, 200])
})

test('a rejected record is not held against what it never got', async () => {
  await using project = await delivered()
  project.model.rows = [...people, [null, 'No Key', 'nokey@example.com', '1']]
  expect(await project.run()).toMatchObject({ status: 'partial', outcomes: { rejected: 1 } })
  expect(await verify(project)).toMatchObject({ delivered: 4, checked: 4, equal: 4 })
})

describe('refuses', () => {
  test('an object without a lookup', async () => {
    await using project = await delivered({ hasLookup: false })
    await expect(verify(project)).rejects.toMatchObject({ code: 'REV_CONFIG_MODE' })
  })

  test('a sync with a run in progress', async () => {
    await using project = await delivered()
    project.model.rows = [...people, ['5', 'Eve', 'eve@example.com', '5']]
    project.vendor.setLatency(300)
    const engine = await project.engine()
    const running = engine.run('things')
    await expect.poll(async () => (await engine.status())[0]?.isRunning).toBe(true)
    await expect(engine.verify('things')).rejects.toMatchObject({ code: 'REV_STATE_BUSY' })
    await running
  })

  test('what it compared where a run delivered meanwhile', async () => {
    await using project = await delivered()
    const engine = await project.engine()
    project.model.rows = [...people, ['5', 'Eve', 'eve@example.com', '5']]
    let running: Promise<unknown> | undefined
    const end = project.vendor.watch(({ request }) => {
      if (request.path === '/find') running ??= engine.run('things')
    })
    await expect(engine.verify('things')).rejects.toMatchObject({ code: 'REV_STATE_BUSY' })
    end()
    await running
  })
})

test('a sync that never ran has nothing to compare', async () => {
  await using project = await VendorProject.start()
  project.sync = { mode: 'upsert' }
  expect(await verify(project)).toMatchObject({
    delivered: 0,
    checked: 0,
    notes: ['nothing was delivered yet'],
  })
})
