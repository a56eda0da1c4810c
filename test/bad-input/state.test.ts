import { readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startAcme, type AcmeServer } from '../support/acme-server.ts'
import { expectFailure } from '../support/expect-failure.ts'
import { makeAcmeProject } from '../support/make-project.ts'
import { rev, startRev } from '../support/run-rev.ts'

/** Resolves once the server has been asked to write something that it does not answer. */
function hangOnWrite(acme: AcmeServer): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  acme.answer = ({ method }) => {
    if (method !== 'PUT') return undefined
    resolve()
    return 'hang'
  }
  return promise
}

test('another run in progress: exit code 75, and --wait waits for it', async () => {
  const acme = await startAcme()
  const project = await makeAcmeProject(acme)
  const writing = hangOnWrite(acme)
  const first = startRev(project, ['run'])
  await writing
  await expectFailure(project, ['run'], {
    exitCode: 75,
    code: 'REV_STATE_BUSY',
    says: ['people', '--wait'],
  })
  acme.answer = undefined
  const waiting = startRev(project, ['run', '--wait'])
  first.child.kill('SIGINT')
  expect((await first.ended).exitCode).toBe(1)
  expect((await waiting.ended).exitCode).toBe(0)
  expect(acme.people.size).toBe(3)
})

test('Ctrl-C: ends within five seconds with a report, and the next run goes on', async () => {
  const acme = await startAcme()
  const project = await makeAcmeProject(acme)
  const writing = hangOnWrite(acme)
  const { child, ended } = startRev(project, ['run'])
  await writing
  const startedMs = performance.now()
  child.kill('SIGINT')
  const { exitCode, stdout, stderr } = await ended
  expect(performance.now() - startedMs).toBeLessThan(5000)
  expect(exitCode).toBe(1)
  expect(stderr).toContain('Stopping')
  expect(stdout).toContain('people: cancelled')
  acme.answer = undefined
  expect((await rev(project, ['run'])).exitCode).toBe(0)
  expect(acme.people.size).toBe(3)
})

test('Ctrl-C twice: ends at once, and the next run goes on', async () => {
  const acme = await startAcme()
  const project = await makeAcmeProject(acme)
  const writing = hangOnWrite(acme)
  const { child, ended } = startRev(project, ['run'])
  await writing
  child.kill('SIGINT')
  await sleep(50)
  child.kill('SIGINT')
  expect([1, 130]).toContain((await ended).exitCode)
  acme.answer = undefined
  expect((await rev(project, ['run', '--wait'])).exitCode).toBe(0)
  expect(acme.people.size).toBe(3)
})

test('broken state file: says which, leaves it as it is, and sends nothing', async () => {
  const acme = await startAcme()
  const project = await makeAcmeProject(acme)
  expect((await rev(project, ['run'])).exitCode).toBe(0)
  const ledger = await ledgerOf(project)
  await writeFile(ledger, 'this is no database, whatever its name says'.repeat(200))
  const broken = await readFile(ledger)
  const { writes } = acme
  await expectFailure(project, ['run'], {
    exitCode: 3,
    code: 'REV_STATE_BROKEN',
    says: [path.basename(ledger)],
  })
  expect(await readFile(ledger)).toEqual(broken)
  expect(acme.writes).toBe(writes)
})

test('a state file that was cut short is broken as well', async () => {
  const acme = await startAcme()
  const project = await makeAcmeProject(acme)
  expect((await rev(project, ['run'])).exitCode).toBe(0)
  const ledger = await ledgerOf(project)
  await truncate(ledger, 1000)
  await expectFailure(project, ['run'], {
    exitCode: 3,
    code: 'REV_STATE_BROKEN',
    says: [path.basename(ledger)],
  })
})

/** The SQLite file in the state folder. */
async function ledgerOf(project: string): Promise<string> {
  const folder = path.join(project, '.rev')
  const names = await readdir(folder, { recursive: true })
  for (const name of names) {
    const file = path.join(folder, name)
    const head = await readFile(file).catch(() => Buffer.of())
    if (head.subarray(0, 15).toString() === 'SQLite format 3') return file
  }
  throw new Error(`no SQLite file among ${names.join(', ')}`)
}
