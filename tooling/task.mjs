// Runs one root task on a machine that has only Node ≥ 20 and npm: installs what is missing, then
// hands over to the project's own Node. So it imports nothing that has to be installed first.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = path.join(root, 'node_modules/.bin')
const stampFile = path.join(root, 'node_modules/.set-up')
const packageFolders = ['packages', 'connectors', 'examples']

/** Every file that decides what has to be installed. */
function installInputs() {
  const members = packageFolders
    .filter((folder) => existsSync(path.join(root, folder)))
    .flatMap((folder) => readdirSync(path.join(root, folder)).map((name) => `${folder}/${name}`))
  return ['.', 'test', ...members.sort()]
    .map((folder) => path.join(root, folder, 'package.json'))
    .concat(path.join(root, 'pnpm-workspace.yaml'), path.join(root, 'pnpm-lock.yaml'))
    .filter((file) => existsSync(file))
}

function installStamp() {
  const hash = createHash('sha256')
  for (const file of installInputs()) hash.update(file).update('\0').update(readFileSync(file))
  return hash.digest('hex')
}

function setUp() {
  const stamp = installStamp()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  process.stderr.write('Installing dependencies (only when they changed) …\n')
  const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx'
  const args = ['--yes', 'pnpm@12', 'install', '--frozen-lockfile', '--reporter=append-only']
  // Standard output belongs to the task: `bench --json` is read by programs.
  const { status, error } = spawnSync(npx, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (status !== 0) {
    process.stderr.write(
      `Failed to install dependencies: ${error?.message ?? `pnpm ended with ${status}`}. ` +
        'Check that the npm registry is reachable. After an edit of a package.json run ' +
        '`npx pnpm@12 install` once, so that pnpm-lock.yaml follows.\n',
    )
    process.exit(1)
  }
  writeFileSync(stampFile, stamp)
}

function findNode() {
  const own = path.join(bin, 'node')
  if (existsSync(own)) return own
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 22)) return process.execPath
  process.stderr.write(
    `Failed to find a Node for this platform: no packaged one for ${process.platform} ` +
      `${process.arch}, and this is ${process.versions.node}. Install Node 22.22 or newer.\n`,
  )
  process.exit(1)
}

const [name = '', ...args] = process.argv.slice(2)
const script = path.join(root, 'tooling/tasks', `${name}.mjs`)
if (!/^[a-z]+$/.test(name) || !existsSync(script)) {
  const names = readdirSync(path.join(root, 'tooling/tasks')).map((file) => file.slice(0, -4))
  process.stderr.write(`Failed to start task "${name}". Expected one of: ${names.join(', ')}.\n`)
  process.exit(2)
}
setUp()
const { status, signal } = spawnSync(findNode(), [script, ...args], {
  cwd: root,
  stdio: 'inherit',
  // The packaged Node comes first, so that whatever a task starts runs on it too.
  env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}` },
})
process.exit(status ?? (signal === 'SIGINT' ? 130 : 1))
