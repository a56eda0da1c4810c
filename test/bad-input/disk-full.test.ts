import { spawnSync } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { startAcme } from '../support/acme-server.ts'
import { makeAcmeProject } from '../support/make-project.ts'
import { rev, revBinary } from '../support/run-rev.ts'

// A mount of its own, which only the process inside sees: a disk of the wanted size, without being root.
const isolate = ['unshare', '-Urm', '/bin/sh', '-c'] as const
const canMount =
  process.platform === 'linux' &&
  spawnSync(isolate[0], [...isolate.slice(1), 'mount -t tmpfs -o size=1m tmpfs /mnt']).status === 0

test('disk full: says so, and the next run with room sends what is missing', async (context) => {
  if (!canMount) context.skip('not applicable: this machine does not let users mount a small disk')
  const acme = await startAcme()
  const project = await makeAcmeProject(acme, {
    'models/people.sql':
      "select i as id, i || '@example.com' as email, repeat('x', 20) || i as name from range(20000) t(i)\n",
  })
  const state = path.join(project, '.rev')
  await mkdir(state)
  const script = `mount -t tmpfs -o size=600k tmpfs '${state}' && exec '${process.execPath}' '${revBinary}' "$@"`
  const { exitCode, stdout, stderr } = await rev(project, ['run'], {
    command: [...isolate, script, 'sh'],
  })
  const text = stdout + stderr
  expect(exitCode, text).toBe(3)
  expect(text).toMatch(/REV_STATE_WRITE/)
  expect(text).toMatch(/disk is full|no space left/i)
  expect(text).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m)
  const again = await rev(project, ['run'])
  expect(again.exitCode, again.stderr).toBe(0)
  expect(acme.people.size).toBe(20_000)
})
