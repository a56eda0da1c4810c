import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { isRevError } from '@revetl/sdk'
import { expect, onTestFinished, test } from 'vitest'
import { loadProject } from '../../src/index.ts'

const connectors = { resolve: () => Promise.reject(new Error('not asked for')) } as never

test('a project file that leads to a device is refused, and not read without end', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-special-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(path.join(folder, 'models'))
  writeFileSync(path.join(folder, 'rev.yaml'), 'name: x\nsources: {}\ndestinations: {}\n')
  symlinkSync('/dev/zero', path.join(folder, 'models', 'endless.sql'))
  const error: unknown = await loadProject({ path: folder, env: {}, connectors }).catch(
    (thrown: unknown) => thrown,
  )
  const messages = isRevError(error) ? [error, ...error.others].map(({ message }) => message) : []
  expect(messages).toContain('Failed to read models/endless.sql: it is no ordinary file.')
})
