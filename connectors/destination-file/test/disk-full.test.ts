import { execFileSync, spawnSync } from 'node:child_process'
import path from 'node:path'
import type { RunContext } from '@revetl/sdk'
import { validateConfig } from '@revetl/sdk/host'
import { expect, test } from 'vitest'
import destination from '../src/index.ts'
import { openFiles } from './open-files.ts'

const types = { text: 'string' } as const
const script = path.join(import.meta.dirname, 'fill-disk.ts')

/** Runs the destination in a process whose files may hold so many kilobytes. */
function fill(
  projectPath: string,
  name: string,
  kilobytes: number,
): { step: string; code: string }[] {
  const command = `ulimit -f ${kilobytes * 2}; exec "$0" "$@"`
  const args = ['-c', command, process.execPath, '--no-warnings', script, projectPath, name]
  return JSON.parse(execFileSync('sh', args, { encoding: 'utf8' })) as {
    step: string
    code: string
  }[]
}

test.each(['x.csv', 'x.jsonl', 'x.parquet'])(
  'a disk that is full makes %s fail as REV_FILE_WRITE and leaves the old file whole',
  async (name) => {
    await using files = await openFiles()
    await files.write(name, 'replace', { types, records: [{ text: 'before' }] })
    const before = files.text(name)
    const errors = fill(path.dirname(files.folder), name, 1024)
    expect(errors.length).toBeGreaterThan(0)
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['REV_FILE_WRITE']))
    expect(errors.map(({ step }) => step)).not.toContain('abort')
    expect(files.text(name)).toBe(before)
    expect(files.names()).toEqual([name])
  },
)

test.each(['x.csv', 'x.parquet'])(
  'what a killed process left of %s is taken back by an abort that no open came before',
  async (name) => {
    await using files = await openFiles()
    const projectPath = path.dirname(files.folder)
    const child = spawnSync(process.execPath, ['--no-warnings', script, projectPath, name, 'die'])
    expect(child.signal).toBe('SIGKILL')
    expect(files.names().length).toBeGreaterThan(0)
    expect(files.names()).not.toContain(name)
    const session = destination.dynamicObject?.operations.replace?.session
    const config = await validateConfig(destination.config, { folder: 'out' })
    const run = { id: 'run-2', sync: 'fill', startedAt: '2026-01-31T00:00:00Z' }
    // The file destination takes nothing else from its context.
    const ctx = { config, projectPath, run } as RunContext<typeof config>
    const object = { name, fields: {} }
    const info = { id: 'run-1', object, operation: 'replace', matchOn: [], fields: [] } as const
    await session?.abort(info, ctx)
    expect(files.names()).toEqual([])
  },
)

test('the same without a limit writes all of it', async () => {
  await using files = await openFiles()
  expect(fill(path.dirname(files.folder), 'x.csv', 100_000)).toEqual([])
  await files.begin('y.csv', 'replace', types)
})
