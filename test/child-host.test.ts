import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { startAcme } from './support/acme-server.ts'
import { acmeRevYaml, makeAcmeProject, writeFiles } from './support/make-project.ts'
import { rev, revJson } from './support/run-rev.ts'

const inChild = acmeRevYaml
  .replace('connector: duckdb }', 'connector: duckdb, run_in: child }')
  .replace('connector: ./connectors/acme', 'connector: ./connectors/acme\n    run_in: child')

test('a whole run with both connectors in a child delivers, and a second one sends nothing', async () => {
  const acme = await startAcme()
  const project = await makeAcmeProject(acme, { 'rev.yaml': inChild })
  const { exitCode, stdout, stderr } = await rev(project, ['run'])
  expect(exitCode, stdout + stderr).toBe(0)
  expect([...acme.people.keys()].sort()).toEqual(['1', '2', '3'])
  expect((await revJson(project, ['run'])).result).toMatchObject({ sent: 0 })
  expect((await rev(project, ['check'])).stdout).toContain('acme-1')
  expect((await rev(project, ['plan'])).exitCode).toBe(0)
})

test('connector list, connector info and schema run no code of a connector', async () => {
  const project = await makeAcmeProject(await startAcme())
  const marker = path.join(project, 'ran.txt')
  const entry = path.join(project, 'connectors/acme/index.js')
  const code = `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(marker)}, 'ran')\n`
  await writeFiles(project, { 'connectors/acme/index.js': code + readFileSync(entry, 'utf8') })
  for (const command of [
    ['connector', 'list'],
    ['connector', 'info', './connectors/acme'],
    ['schema'],
  ]) {
    const { exitCode, stdout, stderr } = await rev(project, command)
    expect(exitCode, stderr).toBe(0)
    expect(stdout).toContain('acme')
    expect(existsSync(marker), command.join(' ')).toBe(false)
  }
  // The marker does tell: a command that needs the connector runs it.
  await rev(project, ['check'])
  expect(existsSync(marker)).toBe(true)
})

test('connector info shows what a connector asks for', async () => {
  const project = await makeAcmeProject(await startAcme())
  const acme = await rev(project, ['connector', 'info', './connectors/acme'])
  expect(acme.stdout).toMatch(/needs\s+nothing but the gateway/)
  const duckdb = await rev(project, ['connector', 'info', 'duckdb'])
  expect(duckdb.stdout).toMatch(/needs\s+native code, to read files \(any\)/)
})

test('a connector in a child does not see the environment of rev', async () => {
  const acme = await startAcme()
  const project = await makeAcmeProject(acme, { 'rev.yaml': inChild })
  const entry = path.join(project, 'connectors/acme/index.js')
  const code = `if (Object.keys(process.env).length > 0) throw new Error('I see ' + Object.keys(process.env))\n`
  await writeFiles(project, { 'connectors/acme/index.js': code + readFileSync(entry, 'utf8') })
  const { exitCode, stderr } = await rev(project, ['run'], { env: { SECRET_OF_REV: 'x' } })
  expect(exitCode, stderr).toBe(0)
})
