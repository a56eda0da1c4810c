import { spawnSync } from 'node:child_process'
import { chmodSync, globSync, statSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { CrashWorld } from './crash-world.ts'

const nobody = 65_534
const worker = path.join(import.meta.dirname, 'crash-worker.ts')

/** Why this user cannot be kept from writing; root may write everything, so that it needs another user. */
function obstacle(): string | undefined {
  if (process.getuid === undefined) return 'not applicable: files have no owners here'
  if (process.getuid() !== 0) return undefined
  const { status } = spawnSync(process.execPath, ['--check', worker], { uid: nobody })
  return status === 0 ? undefined : 'this is root, and the user nobody may not read this folder'
}

for (const [name, folderMode, fileMode] of [
  ['may not be written', 0o555, 0o444],
  ['may not be read', 0o555, 0o000],
  ['lies in a folder that may not be entered', 0o000, 0o644],
] as const) {
  test(`T-02: state that ${name} is refused by a typed error, and nothing is sent`, async (context) => {
    const why = obstacle()
    if (why !== undefined) context.skip(why)
    await using world = await new CrashWorld('mirror', 1).start()
    await world.process()
    const state = path.join(world.folder, '.rev')
    const found = globSync('**/*', { cwd: state }).map((file) => path.join(state, file))
    for (const file of found) chmodSync(file, statSync(file).isDirectory() ? 0o555 : fileMode)
    chmodSync(world.folder, 0o755)
    chmodSync(state, folderMode)
    const { writes } = world.server
    const user = process.getuid?.() === 0 ? { uid: nobody } : {}
    const { report } = await world.process(undefined, user)
    chmodSync(state, 0o755)
    expect(report?.code).toBe('REV_STATE_WRITE')
    expect(world.server.writes).toBe(writes)
  })
}
