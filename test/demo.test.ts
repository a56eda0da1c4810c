import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { providePostgres } from '@revetl/testkit/services'
import { afterAll, expect, test } from 'vitest'
import { workspaceRoot } from './support/pack-workspace.ts'
import { revJson } from './support/run-rev.ts'

const demo = path.join(workspaceRoot, 'tooling/demo/index.mjs')
const quickstart = path.join(workspaceRoot, 'examples/quickstart')
// The Postgres of somebody's own demo is left running.
const wasRunning = existsSync(path.join(quickstart, '.demo/postgres.json'))

afterAll(async () => {
  if (!wasRunning) await promisify(execFile)(process.execPath, [demo, '--stop'])
})

test('the demo proves every claim, and right after it the quickstart has nothing to send', async (context) => {
  const postgres = await providePostgres().catch(() => undefined)
  if (postgres === undefined) return context.skip('no Postgres can be had on this machine')
  await postgres[Symbol.asyncDispose]()
  const { stdout } = await promisify(execFile)(process.execPath, [demo])
  expect(stdout).toContain('every claim above was checked')
  const { exitCode, result } = await revJson(quickstart, ['run'])
  expect(exitCode).toBe(0)
  expect(result).toMatchObject({ sent: 0 })
}, 300_000)
