import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { namesakeLinks } from '../../src/host/child/namesake-links.ts'
import { nodeFlags } from '../../src/host/child/node-flags.ts'

const program = `
  const mayRead = (file) => process.permission.has('fs.read', file)
  console.log(JSON.stringify(process.argv.slice(2).map(mayRead)))`

/** As pnpm lays a package beside a link to what it depends on. */
function layOut() {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'rev-links-')))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const inFolder = (name: string) => path.join(folder, name)
  for (const name of ['store/connect', 'code/connect-node', 'code/other']) {
    mkdirSync(inFolder(name), { recursive: true })
  }
  symlinkSync(inFolder('store/connect'), inFolder('code/connect'))
  writeFileSync(inFolder('program.cjs'), program)
  return inFolder
}

test('a child may read a link whose name begins that of a package beside it, and no other package', () => {
  const inFolder = layOut()
  const folders = ['store/connect', 'code/connect', 'code/connect-node'].map(inFolder)
  const flags = nodeFlags({
    permissions: {},
    codeFolders: [inFolder('program.cjs'), ...folders, ...namesakeLinks(folders)],
    config: {},
    projectPath: inFolder('project'),
    tempPath: '',
    heapMegabytes: 64,
    knows: () => false,
  })
  const asked = ['code/connect', 'code/connect-node', 'code/other'].map(inFolder)
  const answer = execFileSync(process.execPath, [...flags, inFolder('program.cjs'), ...asked])
  expect(JSON.parse(answer.toString())).toEqual([true, true, false])
})

test('folders that are no links, and links with no such neighbour, need nothing more', () => {
  const inFolder = layOut()
  const { length } = namesakeLinks(['code/other', 'code/connect', 'store/connect'].map(inFolder))
  expect(length).toBe(0)
  expect(namesakeLinks([inFolder('store/connect'), inFolder('store/connect-node')])).toEqual([])
})
