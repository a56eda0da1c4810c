import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { sourceFolders, watchFolders } from '../src/project/watch-folders.ts'

test('a burst of changes calls back once, until the watching ends', async () => {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'rev-watch-')))
  onTestFinished(() => rm(folder, { recursive: true }))
  await mkdir(path.join(folder, 'src'))
  const stop = new AbortController()
  const { promise: called, resolve } = Promise.withResolvers<void>()
  let calls = 0
  const watching = watchFolders(sourceFolders(folder), stop.signal, () => {
    calls += 1
    resolve()
    return Promise.resolve()
  })
  for (const text of ['1', '2', '3']) await writeFile(path.join(folder, 'src/a.ts'), text)
  await called
  stop.abort()
  await watching
  expect(calls).toBe(1)
})
