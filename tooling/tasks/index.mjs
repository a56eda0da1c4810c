// Makes the next packages/registry/index.json: `npm run index -- connectors/destination-http …` adds releases from
// folders, each packed and put through the conformance suite; see --help.
import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { build } from '../build.mjs'
import { root } from '../process.mjs'

const help = `npm run index -- [FOLDER …] [options]

  FOLDER                       a built connector: it is packed and tested
  --yank NAME@VERSION=WHY      says that a version must not be installed
  --deprecate NAME@VERSION=WHY says that another version is better
  --out FILE                   default packages/registry/index.json, from which it goes on
  --days N                     how long the index is good; default 90
  --replace                    takes another tarball for a version that was not published yet
  --new-key FILE               writes a new private key, and its public half to packages/registry/index-keys.json

The private key, PEM, is the environment variable REV_INDEX_PRIVATE_KEY, or in the file REV_INDEX_PRIVATE_KEY_FILE.`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    yank: { type: 'string', multiple: true, default: [] },
    deprecate: { type: 'string', multiple: true, default: [] },
    out: { type: 'string', default: path.join(root, 'packages/registry/index.json') },
    days: { type: 'string', default: '90' },
    replace: { type: 'boolean', default: false },
    'new-key': { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
const keysFile = path.join(root, 'packages/registry/index-keys.json')

/** @param {string} file */
function makeKey(file) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const pem = { type: 'pkcs8', format: 'pem' }
  writeFileSync(file, privateKey.export(/** @type {any} */ (pem)), { mode: 0o600, flag: 'wx' })
  const text = publicKey.export({ type: 'spki', format: 'pem' })
  writeFileSync(keysFile, `${JSON.stringify({ keys: [{ publicKey: text }] }, null, 2)}\n`)
}

/** @param {string} text NAME@VERSION=WHY */
function toVerdict(text) {
  const match = /^(@?[^@]+)@([^=]+)=(.+)$/.exec(text)
  if (!match) throw new Error(`Expected NAME@VERSION=WHY, got ${text}.`)
  const [, name = '', version = '', why = ''] = match
  return { name, version, why }
}

/** @param {string} folder @returns {Uint8Array} the tarball that npm would get */
function pack(folder) {
  const target = mkdtempSync(path.join(tmpdir(), 'rev-index-'))
  try {
    const args = ['--yes', 'pnpm@12', 'pack', '--pack-destination', target]
    execFileSync('npx', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
    const [file = ''] = readdirSync(target)
    return readFileSync(path.join(target, file))
  } finally {
    rmSync(target, { recursive: true })
  }
}

async function main() {
  const { nextIndex, readPrivateKey, releaseOf, signIndex } = await import('@revetl/registry/build')
  const { testPackage } = await import('@revetl/testkit')
  const pem =
    process.env['REV_INDEX_PRIVATE_KEY'] ??
    readFileSync(process.env['REV_INDEX_PRIVATE_KEY_FILE'] ?? '', 'utf8')
  const key = readPrivateKey(pem)
  const releases = []
  for (const folder of positionals.map((one) => path.resolve(one))) {
    const report = await testPackage(folder)
    console.error(`${report.package} ${report.version}: ${report.tier}, ${report.failed} failed`)
    releases.push(await releaseOf(pack(folder), report))
  }
  const previous = existsSync(values.out)
    ? JSON.parse(readFileSync(values.out, 'utf8')).signed
    : undefined
  const change = {
    releases,
    yanked: values.yank.map(toVerdict),
    deprecated: values.deprecate.map(toVerdict),
    replaces: values.replace,
  }
  const index = nextIndex(previous, change, { nowMs: Date.now(), days: Number(values.days) })
  writeFileSync(values.out, `${JSON.stringify(signIndex(index, key), null, 2)}\n`)
  console.log(
    `index ${index.sequence}: ${Object.keys(index.connectors).length} connectors, good until ${index.expiresAt}`,
  )
}

if (values.help) console.log(help)
else if (values['new-key'] !== undefined) makeKey(path.resolve(values['new-key']))
else if (build({ quiet: true })) await main()
else process.exitCode = 1
