import { expect, test } from 'vitest'
import { startAcme } from './support/acme-server.ts'
import { makeAcmeProject } from './support/make-project.ts'
import { rev, revJson } from './support/run-rev.ts'

test('check tries the account of a connector that is not ours', async () => {
  const project = await makeAcmeProject(await startAcme())
  const { exitCode, stdout } = await rev(project, ['check'])
  expect(exitCode, stdout).toBe(0)
  expect(stdout).toContain('acme-1')
})

test('plan shows what a run would do with a connector that is not ours', async () => {
  const acme = await startAcme()
  const project = await makeAcmeProject(acme)
  const { exitCode, stdout } = await rev(project, ['plan'])
  expect(exitCode, stdout).toBe(0)
  expect(stdout).toMatch(/\+ 3 to add[^]*"ada@example\.com"|"ada@example\.com"[^]*\+ 3 to add/)
  expect(acme.writes).toBe(0)
})

test('run delivers through a connector that is not ours, and a second run sends nothing', async () => {
  const acme = await startAcme()
  const project = await makeAcmeProject(acme)
  expect((await rev(project, ['run'])).exitCode).toBe(0)
  expect([...acme.people.keys()].sort()).toEqual(['1', '2', '3'])
  const { result } = await revJson(project, ['run'])
  expect(result).toMatchObject({ sent: 0 })
  expect(acme.writes).toBe(3)
})

test('connector list shows a connector that is not ours', async () => {
  const project = await makeAcmeProject(await startAcme())
  const { stdout } = await rev(project, ['connector', 'list'])
  expect(stdout).toMatch(/destination\s+acme\s+rev-destination-acme\s+1\.0\.0\s+acme/)
})

test('schema completes the configuration of a connector that is not ours', async () => {
  const project = await makeAcmeProject(await startAcme())
  const { exitCode, stdout, stderr } = await rev(project, ['schema'])
  expect(exitCode, stderr).toBe(0)
  expect(stdout).toContain('Where the API is.')
  expect(stdout).toContain('./connectors/acme')
})
