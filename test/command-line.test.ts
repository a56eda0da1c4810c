import { cp, mkdir, mkdtemp, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startAcme } from './support/acme-server.ts'
import { expectFailure } from './support/expect-failure.ts'
import { acmeSyncYaml, makeAcmeProject, temporaryFolder } from './support/make-project.ts'
import { rev, revJson } from './support/run-rev.ts'

test('help lists every command', async () => {
  const { exitCode, stdout } = await rev(tmpdir(), ['--help'])
  expect(exitCode).toBe(0)
  for (const command of [
    'init',
    'check',
    'plan',
    'run',
    'verify',
    'discover',
    'status',
    'runs',
    'resolve',
    'row',
    'reset',
    'schema',
    'auth',
  ]) {
    expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'))
  }
})

test('an unknown command names the nearest one', async () => {
  await expectFailure(tmpdir(), ['chekc'], {
    exitCode: 2,
    code: 'REV_USAGE',
    says: ['Did you mean `rev check`?'],
  })
})

test('a topic with a word that is none of its commands names them', async () => {
  await expectFailure(tmpdir(), ['rejects', 'people'], {
    exitCode: 2,
    code: 'REV_USAGE',
    says: ['`rev rejects list`', '`rev rejects retry`'],
  })
})

test('an unknown command of a topic names the nearest one', async () => {
  await expectFailure(tmpdir(), ['rejects', 'lst'], {
    exitCode: 2,
    code: 'REV_USAGE',
    says: ['rev rejects list'],
  })
})

test('an unknown flag names the nearest one', async () => {
  await expectFailure(tmpdir(), ['run', '--al'], {
    exitCode: 2,
    code: 'REV_USAGE',
    says: ['--all'],
  })
})

test('an unknown sync names the nearest one', async () => {
  const project = await makeAcmeProject(await startAcme())
  await expectFailure(project, ['run', 'poeple'], {
    exitCode: 2,
    code: 'REV_USAGE',
    says: ['Did you mean "people"?'],
  })
})

test('several syncs are run only when that is said', async () => {
  const acme = await startAcme()
  const project = await makeAcmeProject(acme, { 'syncs/again.yaml': acmeSyncYaml })
  await expectFailure(project, ['run'], { exitCode: 2, code: 'REV_USAGE', says: ['--all'] })
  expect(acme.writes).toBe(0)
  const { exitCode, result } = await revJson(project, ['run', '--all'])
  expect(exitCode).toBe(0)
  expect(result).toMatchObject({ sent: 6, runs: [{ sync: 'again' }, { sync: 'people' }] })
})

test('a command works from a folder below the project, and from elsewhere with --project', async () => {
  const project = await makeAcmeProject(await startAcme())
  expect((await rev(path.join(project, 'models'), ['status'])).stdout).toContain('people')
  const elsewhere = await rev(await temporaryFolder(), ['status', '--project', project])
  expect(elsewhere.stdout).toContain('people')
})

test('no colours reach a file', async () => {
  const project = await makeAcmeProject(await startAcme())
  const { stdout } = await rev(project, ['plan'])
  expect(stdout).not.toContain('\u001B')
})

test('shells complete commands', async () => {
  const home = await mkdtemp(path.join(tmpdir(), 'rev-home-'))
  onTestFinished(() => rm(home, { recursive: true }))
  const { exitCode, stdout } = await rev(home, ['autocomplete', 'script', 'bash'], {
    env: { HOME: home, XDG_CACHE_HOME: home },
  })
  expect(exitCode).toBe(0)
  expect(stdout).toContain('rev')
})

test('row finds a number key however it is typed', async () => {
  const project = await makeAcmeProject(await startAcme())
  await rev(project, ['run'])
  for (const key of ['2', '"2"', '[2]', '["2"]']) {
    const { stdout } = await rev(project, ['row', key])
    expect(stdout, key).toContain('"grace@example.com"')
  }
})

test('reset asks, and then the next run sends everything', async () => {
  const acme = await startAcme()
  const project = await makeAcmeProject(acme)
  await rev(project, ['run'])
  await expectFailure(project, ['reset', 'people'], {
    exitCode: 2,
    code: 'REV_USAGE',
    says: ['3 delivered records', '--yes'],
  })
  expect((await rev(project, ['reset', 'people', '--yes'])).exitCode).toBe(0)
  const { result } = await revJson(project, ['run'])
  expect(result).toMatchObject({ sent: 3 })
})

test('a plan that was confirmed by its hash runs only while it holds', async () => {
  const acme = await startAcme()
  const project = await makeAcmeProject(acme)
  await expectFailure(project, ['run', 'people', '--plan', 'abcdef'], {
    exitCode: 1,
    code: 'REV_PLAN_CHANGED',
    says: ['rev plan'],
  })
  expect(acme.writes).toBe(0)
})

test('baseline takes everything as delivered and sends nothing', async () => {
  const acme = await startAcme()
  const project = await makeAcmeProject(acme)
  expect((await rev(project, ['run', '--baseline'])).exitCode).toBe(0)
  const { result } = await revJson(project, ['run'])
  expect(result).toMatchObject({ sent: 0 })
  expect(acme.writes).toBe(0)
})

test('an installed connector is pinned before a sync uses it', async () => {
  const project = await makeAcmeProject(await startAcme())
  const modules = path.join(project, 'node_modules')
  const workspace = await readlink(modules)
  await rm(modules)
  await mkdir(modules)
  await symlink(path.join(workspace, '@revetl'), path.join(modules, '@revetl'))
  const spare = path.join(modules, 'rev-destination-spare')
  await cp(path.join(project, 'connectors/acme'), spare, { recursive: true })
  for (const [folder, change] of [
    [spare, { name: 'rev-destination-spare' }],
    [project, { dependencies: { 'rev-destination-spare': '1.0.0' } }],
  ] as const) {
    const file = path.join(folder, 'package.json')
    const content = JSON.parse(await readFile(file, 'utf8')) as object
    await writeFile(file, JSON.stringify({ ...content, ...change }))
  }
  const { stdout, stderr } = await rev(project, ['connector', 'lock'])
  expect(stdout, stderr).toContain('rev-destination-spare 1.0.0')
})

test('a connector that is not the pinned one is refused', async () => {
  const project = await makeAcmeProject(await startAcme())
  expect((await rev(project, ['connector', 'lock'])).stdout).toContain('@revetl/source-duckdb')
  expect((await rev(project, ['check'])).exitCode).toBe(0)
  const file = path.join(project, 'rev.lock')
  const text = await readFile(file, 'utf8')
  await writeFile(file, text.replace(/"version": "[^"]+"/, '"version": "0.0.1"'))
  await expectFailure(project, ['check'], {
    exitCode: 2,
    code: 'REV_CONNECTOR_INVALID',
    says: ['version 0.0.1 is pinned', 'rev connector lock'],
  })
})
