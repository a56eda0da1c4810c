// The whole road of a community connector, against a real npm registry: `npm run test:road`.
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeCompanyIndex } from './company-index.ts'
import { startCrm } from './crm-server.ts'
import { startNpmRegistry, type NpmRegistry } from '../support/npm-registry.ts'
import { publishRev } from '../support/publish-rev.ts'
import { revJson } from '../support/run-rev.ts'
import { tamper } from './tamper.ts'
import {
  pinOf,
  scaffoldToGreen,
  startProject,
  useConnector,
  useSource,
  userIsRefused,
  userRuns,
  type Road,
  type RoadTimes,
} from './walk-road.ts'

// What was published a moment ago is young: here that is the point, elsewhere it is a warning.
const young = ['--even-if', 'young'] as const

let folder = ''
let registry: NpmRegistry
const measured: Record<string, RoadTimes> = {}

beforeAll(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'rev-road-')))
  registry = await startNpmRegistry()
  await publishRev(registry)
}, 300_000)

afterAll(async () => {
  await registry[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
  const file = process.env['REV_ROAD_FILE']
  if (file !== undefined) await writeFile(file, JSON.stringify(measured))
})

describe.each([
  { name: 'rev-destination-acme', scope: [], at: 'plain' },
  { name: '@road/rev-destination-acme', scope: ['--scope', '@road'], at: 'scoped' },
])('the road of $name', ({ name, scope, at }) => {
  let road: Road

  beforeAll(async () => {
    const crm = await startCrm()
    const project = path.join(folder, `user-${at}`)
    // First, so that the registry on this machine holds what a project needs, as one that authors use does.
    const user = await startProject(registry, project)
    const authorFolder = path.join(folder, `author-${at}`)
    const { author, times } = await scaffoldToGreen(registry, authorFolder, scope)
    measured[name] = times
    road = { name, author, crm, project, user }
  }, 600_000)

  afterAll(() => road.crm[Symbol.asyncDispose]())

  test('a version that was published a moment ago is refused, and is taken when the user says so', async () => {
    expect(await road.author.rev('connector', 'diff')).toMatchObject({ before: null, bump: 'none' })
    await road.author.publish('1.0.0')
    expect(await userIsRefused(road, 'connector', 'add', name)).toMatch(
      /less than 72.*--even-if young/,
    )
    const added = await userRuns(road, 'connector', 'add', name, ...young)
    expect(added).toMatchObject({
      package: name,
      version: '1.0.0',
      hosts: 'config',
      isIndexed: false,
      hasProvenance: false,
    })
    expect(await pinOf(road)).toMatchObject({
      version: '1.0.0',
      integrity: expect.stringMatching(/^sha512-/),
    })
  })

  test('the added connector delivers real rows', async () => {
    await useConnector(road)
    expect(await userRuns(road, 'run', 'crm')).toMatchObject({ sent: 3 })
    expect([...road.crm.people.keys()].sort()).toEqual([
      'ada@example.com',
      'edsger@example.com',
      'grace@example.com',
    ])
  })

  test('a connector that is not in the index is shown as such', async () => {
    const found = await userRuns(road, 'connector', 'search', 'acme')
    expect(found).toMatchObject({
      connectors: [],
      notInIndex: expect.arrayContaining([expect.objectContaining({ package: name })]),
    })
    const listed = await userRuns(road, 'connector', 'list')
    expect(listed).toMatchObject({
      connectors: expect.arrayContaining([
        expect.objectContaining({ package: name, index: 'not in the index' }),
      ]),
    })
    expect(JSON.stringify(await userRuns(road, 'connector', 'info', name))).toContain(
      'not in the index',
    )
  })

  test('outdated shows a compatible and a breaking version, and update moves to the compatible one', async () => {
    const phone = `    score: field('integer', { title: 'Score' }),`
    await road.author.edit(
      'src/people.ts',
      phone,
      `${phone}\n    phone: field('string', { title: 'Phone' }),`,
    )
    await road.author.npm('run', 'build')
    expect(await road.author.rev('connector', 'diff')).toMatchObject({
      before: '1.0.0',
      bump: 'minor',
      version: '1.1.0',
    })
    await road.author.publish('1.1.0')
    await road.author.edit('src/people.ts', /^    score: .*\n/m, '')
    await road.author.edit('test/conformance.config.ts', /^  score: .*\n/m, '')
    await road.author.edit(
      'src/index.ts',
      '  config,\n',
      '  config,\n  permissions: { net: true },\n',
    )
    await road.author.npm('run', 'build')
    expect(await road.author.rev('connector', 'diff')).toMatchObject({
      before: '1.1.0',
      bump: 'major',
      version: '2.0.0',
    })
    await road.author.publish('2.0.0')
    expect(await userRuns(road, 'connector', 'outdated')).toMatchObject({
      connectors: expect.arrayContaining([
        { name, current: '1.0.0', wanted: '1.1.0', latest: '2.0.0', breaking: [] },
      ]),
    })
    const before = await pinOf(road)
    const updated = await userRuns(road, 'connector', 'update', name, ...young)
    expect(updated).toMatchObject({ updated: [{ package: name, from: '1.0.0', to: '1.1.0' }] })
    const after = await pinOf(road)
    expect(after.version).toBe('1.1.0')
    expect(after.integrity).not.toBe(before.integrity)
    expect(await userRuns(road, 'run', 'crm')).toMatchObject({ sent: 0 })
  })

  test('the tarball of the connector has nothing of which the source is gone, and passes its checks where it is installed alone', async () => {
    await writeFile(path.join(folder, `author-${at}`, 'dist/gone.js'), 'export {}\n')
    const packed = await road.author.npm('pack', '--dry-run', '--json')
    expect(packed).toContain('dist/index.js')
    expect(packed).not.toContain('dist/gone.js')
    const { connectors } = (await road.author.rev('connector', 'pack', '--verify')) as {
      connectors: readonly object[]
    }
    expect(connectors).toMatchObject([{ package: name, failed: 0 }])
  })

  test('an index that a company signed says what is tested and what is yanked, and cannot be forged or rolled back', async () => {
    const about = { package: name, kind: 'destination', tier: 'silver', at: '2026-11-27' } as const
    const versions = ['1.0.0', '1.1.0'].map((version) => ({ ...about, version }))
    const index = await makeCompanyIndex(registry, road.project, versions)
    expect(await userRuns(road, 'connector', 'search', 'acme', ...index.second)).toMatchObject({
      sequence: 2,
      connectors: [{ package: name, version: '1.1.0', tier: 'silver' }],
    })
    const add = (version: string, flags: readonly string[]) => [
      'connector',
      'add',
      `${name}@${version}`,
      ...young,
      ...flags,
    ]
    expect(await userIsRefused(road, ...add('1.0.0', index.second))).toContain('it loses people')
    expect(await userRuns(road, ...add('1.1.0', index.second))).toMatchObject({
      isIndexed: true,
      tier: 'silver',
    })
    for (const flags of [index.first, index.forged]) {
      const { error } = await revJson(road.project, add('1.1.0', flags), road.user)
      expect(error?.code).toBe('REV_INDEX_INVALID')
    }
  })

  test('a version that its author yanked is refused, and found by the audit', async () => {
    await road.author.npm('deprecate', `${name}@1.1.0`, 'yanked: it loses phone numbers')
    const said = await userIsRefused(road, 'connector', 'add', `${name}@1.1.0`, ...young)
    expect(said).toMatch(/yanked: it loses phone numbers.*--even-if yanked/)
    const { exitCode, result } = await revJson(road.project, ['connector', 'audit'], road.user)
    expect(exitCode).toBe(1)
    const message = expect.stringContaining('loses phone numbers')
    const finding = expect.objectContaining({ package: name, severity: 'bad', message })
    expect((result as { findings: object[] }).findings).toContainEqual(finding)
  })

  test('a version that asks for more than the installed one is refused', async () => {
    const said = await userIsRefused(road, 'connector', 'add', `${name}@2.0.0`, ...young)
    expect(said).toMatch(/asks for .*sockets of its own.*--even-if wider/)
    expect(await pinOf(road)).toMatchObject({ version: '1.1.0' })
  })

  test('a tarball that was changed in the registry is refused', async () => {
    await tamper(registry, { name, version: '2.0.0', alsoSays: false })
    // Whoever has it in a cache of npm gets what it was.
    const other = { ...road, user: { ...road.user, env: registry.env(`other-${at}`) } }
    const said = await userIsRefused(other, 'connector', 'add', `${name}@2.0.0`, ...young)
    expect(said).toMatch(/EINTEGRITY|integrity/)
    expect(await pinOf(road)).toMatchObject({ version: '1.1.0' })
  })

  test('a version that was published anew with other content is refused', async () => {
    await tamper(registry, { name, version: '1.1.0', alsoSays: true })
    const fresh = { ...road, user: { ...road.user, env: registry.env(`fresh-${at}`) } }
    const said = await userIsRefused(
      fresh,
      'connector',
      'add',
      `${name}@1.1.0`,
      ...young,
      '--even-if',
      'yanked',
    )
    expect(said).toMatch(/not the one in rev\.lock.*--even-if changed/)
  })

  test('what is removed is gone from package.json and from rev.lock', async () => {
    const used = await revJson(road.project, ['connector', 'remove', name], road.user)
    expect(used.error?.message).toContain('rev.yaml uses it for crm')
    await userRuns(road, 'connector', 'remove', name, '--force')
    await expect(pinOf(road)).rejects.toThrow('does not pin')
    expect(await readFile(path.join(road.project, 'package.json'), 'utf8')).not.toContain(name)
  })
})

describe('the road of rev-source-acme', () => {
  const name = 'rev-source-acme'
  let road: Road

  beforeAll(async () => {
    const crm = await startCrm()
    const project = path.join(folder, 'user-source')
    const user = await startProject(registry, project)
    const authorFolder = path.join(folder, 'author-source')
    const { author, times } = await scaffoldToGreen(registry, authorFolder, ['--kind', 'source'])
    measured[name] = times
    road = { name, author, crm, project, user }
    await author.publish('1.0.0')
  }, 600_000)

  afterAll(() => road.crm[Symbol.asyncDispose]())

  test('the added source is read in a process of its own, and its rows arrive as they are', async () => {
    const added = await userRuns(road, 'connector', 'add', name, ...young)
    expect(added).toMatchObject({ package: name, version: '1.0.0', isIndexed: false })
    await useSource(road)
    expect(await userRuns(road, 'run', 'people')).toMatchObject({ sent: 3 })
    const written = await readFile(path.join(road.project, 'out/people.csv'), 'utf8')
    expect(written.trimEnd().split(/\r?\n/)).toEqual([
      'id,email,name',
      '1,ada@example.com,Ada',
      '2,grace@example.com,Grace',
      '3,edsger@example.com,',
    ])
  })
})
