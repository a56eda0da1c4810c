import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { diskFiles } from '../../src/config/project-files.ts'
import { findSecret } from '../../src/config/secrets/secret-sources.ts'
import { splitCommand } from '../../src/config/secrets/split-command.ts'
import { goodFiles, load, problemsOf, warningsOf } from './project-fixture.ts'

const rev = goodFiles['rev.yaml']

describe('references', () => {
  test('are replaced whole or in part, and everything they gave is known as secret', async () => {
    const { destinations } = await load({
      'secrets/password': 'p@ss word\n',
      'rev.yaml': rev.replace(
        "'https://${env:TOKEN}@crm.example.com'",
        () => '"https://user:${file:secrets/password}@${env:TOKEN}.example.com/$${x}"',
      ),
    })
    const crm = destinations.get('crm')
    expect(crm?.config['url']).toBe('https://user:p@ss word@tok-12345.example.com/${x}')
    expect(crm?.secrets).toContain('p@ss word')
    expect(crm?.secrets).toContain('tok-12345')
    expect(crm?.secrets).toContain(crm?.config['url'])
  })

  test('stand for numbers where the connector wants one', async () => {
    const { destinations } = await load({
      '.env': 'PORT=8080\n',
      'rev.yaml': `${rev}    port: '\${env:PORT}'\n`,
    })
    expect(destinations.get('crm')?.config['port']).toBe(8080)
  })

  test('a value that the schema marks as secret is known as one, with the password in it', async () => {
    const { destinations } = await load({
      'rev.yaml': rev.replace('${env:TOKEN}@', 'ann:s%40fe@'),
    })
    expect(destinations.get('crm')?.secrets).toEqual([
      'https://ann:s%40fe@crm.example.com',
      's%40fe',
      's@fe',
    ])
  })

  test('the real environment wins over .env, which gives what is missing', async () => {
    const { destinations } = await load({
      '.env': '# local\nTOKEN=from-file\nexport HOST="crm.example.org"\n',
      'rev.yaml': rev.replace('crm.example.com', '${env:HOST}'),
    })
    expect(destinations.get('crm')?.config['url']).toBe('https://tok-12345@crm.example.org')
  })

  test('an empty one is an error and never an empty secret', async () => {
    const [problem] = await problemsOf({
      '.env': 'EMPTY=\n',
      'rev.yaml': rev.replace('TOKEN', 'EMPTY'),
    })
    expect(problem).toMatchObject({ code: 'REV_CONFIG_SECRET', at: 'rev.yaml:7:10' })
    expect(problem?.message).toContain('EMPTY is empty')
  })

  test('a secret file that others can read is a warning', async () => {
    const changes = { token: 'abc', 'rev.yaml': rev.replace('env:TOKEN', 'file:token') }
    expect(await warningsOf(changes)).toEqual([])
    const [warning] = await warningsOf(changes, ['token'])
    expect(warning).toMatchObject({ code: 'REV_CONFIG_SECRET', at: 'rev.yaml:7:10' })
    expect(warning?.message).toContain('can be read by other users')
  })
})

describe('on this machine', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'rev-secrets-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const find = (scheme: 'env' | 'file' | 'cmd', name: string) =>
    findSecret(scheme, name, {
      env: { PATH: process.env['PATH'], CANARY: 'seen' },
      files: diskFiles,
      projectPath: folder,
    })

  test('a file gives its text without the last line break', async () => {
    await writeFile(path.join(folder, 'token'), 'abc\n\n', { mode: 0o600 })
    expect(await find('file', 'token')).toEqual({ value: 'abc\n' })
  })

  test('a file that the group may read comes with a warning', async () => {
    await writeFile(path.join(folder, 'token'), 'abc')
    await chmod(path.join(folder, 'token'), 0o640)
    expect(await find('file', 'token')).toMatchObject({ value: 'abc', warning: /can be read/ })
  })

  test.each([
    ['a folder', 'folder', /is a folder/],
    ['a missing file', 'none', /does not exist/],
    ['an empty file', 'empty', /is empty/],
    ['a huge file', 'huge', /is too large/],
  ])('%s is no secret', async (_name, file, reason) => {
    await mkdir(path.join(folder, 'folder'))
    await writeFile(path.join(folder, 'empty'), '\n', { mode: 0o600 })
    await writeFile(path.join(folder, 'huge'), 'x'.repeat(70_000), { mode: 0o600 })
    expect(await find('file', file)).toMatchObject({ reason })
  })

  test('a command gives what it prints, without a shell', async () => {
    await writeFile(path.join(folder, 'print.mjs'), 'console.log(process.argv.slice(2).join("|"))')
    const command = `node print.mjs 'a b' "$CANARY" ; * \`x\` | cat`
    expect(await find('cmd', command)).toEqual({ value: 'a b|$CANARY|;|*|`x`|||cat' })
  })

  test('what a failed command said stays with it', async () => {
    await writeFile(
      path.join(folder, 'fail.mjs'),
      'console.error("secret-abc"); console.log("secret-def"); process.exit(3)',
    )
    const found = await find('cmd', 'node fail.mjs')
    expect(found).toMatchObject({ reason: '`node` failed with exit code 3' })
    expect(JSON.stringify(found)).not.toContain('secret-')
  })

  test.each([
    ['no-such-program-here', /was not found/],
    ["node -e 'x", /is not a command/],
    [`node -e "process.stdout.write('x'.repeat(100000))"`, /printed too much/],
    ['node -e ""', /is empty/],
  ])('the command %s is no secret', async (command, reason) => {
    expect(await find('cmd', command)).toMatchObject({ reason })
  })
})

test.each([
  ["op read 'op://a b/c'", ['op', 'read', 'op://a b/c']],
  ['a "b \\" c" d\\ e', ['a', 'b " c', 'd e']],
  ["a ''", ['a', '']],
  ['  a\tb  ', ['a', 'b']],
  ['', undefined],
  ['a "b', undefined],
])('the command %j is split as it reads', (command, parts) => {
  expect(splitCommand(command)).toEqual(parts)
})
