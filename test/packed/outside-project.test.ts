import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startAcme } from '../support/acme-server.ts'
import { findLeaks } from '../support/leaks.ts'
import { acmeSyncYaml, addConnector } from '../support/make-project.ts'
import { npmInstall, npmPack, packWorkspace, workspaceRoot } from '../support/pack-workspace.ts'
import { rev, revJson, type RevOptions } from '../support/run-rev.ts'

const packages = [
  '@revetl/sdk',
  '@revetl/http',
  '@revetl/testkit',
  '@revetl/core',
  '@revetl/registry',
  '@revetl/cli',
  '@revetl/source-duckdb',
  '@revetl/destination-file',
]
let folder = ''
let project = ''
let installed: RevOptions = {}

beforeAll(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'rev-packed-')))
  project = path.join(folder, 'project')
  const tarballs = path.join(folder, 'tarballs')
  await Promise.all([mkdir(project), mkdir(tarballs)])
  await npmInstall(project, await packWorkspace(packages, tarballs))
  installed = { command: [path.join(project, 'node_modules/.bin/rev')] }
}, 300_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

test('nothing of the installation leads back into the workspace', async () => {
  expect(await findLeaks(path.join(project, 'node_modules'), workspaceRoot)).toEqual([])
})

test('the project that rev init writes checks, plans and runs as it is', async () => {
  const made = await rev(project, ['init', '--yes'], installed)
  expect(made.exitCode, made.stderr).toBe(0)
  const check = await rev(project, ['check'], installed)
  expect(check.exitCode, check.stdout + check.stderr).toBe(0)
  const plan = await rev(project, ['plan'], installed)
  expect(plan.stdout).toContain('+ 3 to add')
  const run = await rev(project, ['run'], installed)
  expect(run.exitCode, run.stdout + run.stderr).toBe(0)
  const written = await readFile(path.join(project, 'out/people.csv'), 'utf8')
  expect(written.split('\r\n').slice(0, 2)).toEqual(['id,email,name', '1,ada@example.com,Ada'])
})

test('the command starts Node with a bound on what it keeps for young objects', async () => {
  const tell = 'data:text/javascript,console.error(process.execArgv.join())'
  const env = { NODE_OPTIONS: `--import=${tell}` }
  const { stderr } = await rev(project, ['--version'], { ...installed, env })
  expect(stderr).toContain('--max-semi-space-size=16,--no-allocation-site-pretenuring')
})

test('a second run sends nothing', async () => {
  const { exitCode, result } = await revJson(project, ['run'], installed)
  expect(exitCode).toBe(0)
  expect(result).toMatchObject({ sent: 0 })
})

test('the connectors that the project installed are listed', async () => {
  const { result } = await revJson(project, ['connector', 'list'], installed)
  expect(result).toMatchObject({
    connectors: [
      { package: '@revetl/destination-file', usedBy: ['file'] },
      { package: '@revetl/source-duckdb', usedBy: ['warehouse'] },
    ],
  })
})

test('a connector of a stranger, named by its folder, works like ours', async () => {
  const acme = await startAcme()
  await addConnector(project, 'acme')
  await writeFile(path.join(project, 'syncs/acme.yaml'), acmeSyncYaml)
  await addDestination(
    `acme: { connector: ./connectors/acme, url: ${acme.url}, token: '\${env:TOKEN}' }`,
  )
  const options = { ...installed, env: { TOKEN: acme.token } }
  const { exitCode, stdout, stderr } = await rev(project, ['run', 'acme'], options)
  expect(exitCode, stdout + stderr).toBe(0)
  expect([...acme.people.keys()].sort()).toEqual(['1', '2', '3'])
})

test('a connector of a stranger that npm installed is named by its id', async () => {
  const acme = await startAcme()
  await addConnector(project, 'acme')
  await npmInstall(project, [await npmPack(path.join(project, 'connectors/acme'))])
  await writeFile(path.join(project, 'syncs/other.yaml'), acmeSyncYaml.replace(': acme', ': other'))
  await addDestination(`other: { connector: acme, url: ${acme.url}, token: '\${env:TOKEN}' }`)
  const options = { ...installed, env: { TOKEN: acme.token } }
  const { exitCode, stdout, stderr } = await rev(project, ['run', 'other'], options)
  expect(exitCode, stdout + stderr).toBe(0)
  expect([...acme.people.keys()].sort()).toEqual(['1', '2', '3'])
  const { result } = await revJson(project, ['connector', 'list'], options)
  expect(JSON.stringify(result)).toContain('"usedBy":["other","acme"]')
})

/** Adds a line under the destinations of rev.yaml, and lets connectors reach this machine. */
async function addDestination(line: string): Promise<void> {
  const file = path.join(project, 'rev.yaml')
  const text = await readFile(file, 'utf8')
  const egress = text.includes('egress:') ? '' : 'egress: { allow: [127.0.0.1/32] }\n'
  await writeFile(file, egress + text.replace('destinations:\n', `destinations:\n  ${line}\n`))
}
