import { execFile } from 'node:child_process'
import { readFile, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import type { ConnectorReport } from '@revetl/testkit'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from './support/make-project.ts'
import { rev, revJson, workspacePath } from './support/run-rev.ts'

const run = promisify(execFile)
const timeoutMs = 300_000

const kinds = ['destination', 'source'] as const

/** A new connector with the dependencies of the template, which are the ones that it declares. */
async function scaffold(kind: (typeof kinds)[number] = 'destination'): Promise<string> {
  const folder = path.join(await temporaryFolder(), `rev-${kind}-acme-crm`)
  const choices = ['--kind', kind, '--title', 'Acme CRM', '--dir', folder]
  const args = ['connector', 'new', 'acme-crm', ...choices]
  const { exitCode, stdout } = await rev(path.dirname(folder), args)
  expect(exitCode, stdout).toBe(0)
  const template = kind === 'source' ? '_template-source' : '_template'
  const modules = path.join(workspacePath, 'connectors', template, 'node_modules')
  await symlink(modules, path.join(folder, 'node_modules'))
  return folder
}

const npm = (folder: string, ...args: readonly string[]) =>
  run('npm', args, {
    cwd: folder,
    env: { PATH: `${path.dirname(process.execPath)}:${process.env['PATH']}`, HOME: folder },
    maxBuffer: 16 << 20,
  })

describe('rev connector new', () => {
  test.each(kinds)(
    'makes a %s that builds, passes its own tests and is silver at once',
    { timeout: timeoutMs },
    async (kind) => {
      const folder = await scaffold(kind)
      await npm(folder, 'run', 'build')
      const { stdout } = await npm(folder, 'test')
      expect(stdout).toMatch(/Tests\s+.*passed/)
      const { result } = await revJson(folder, ['connector', 'test'])
      const [report] = (result as { connectors: readonly ConnectorReport[] }).connectors
      expect(report).toMatchObject({
        package: `rev-${kind}-acme-crm`,
        tier: 'silver',
        failed: 0,
        warned: 0,
      })
      expect((await rev(folder, ['connector', 'docs', '--check'])).exitCode).toBe(0)
    },
  )

  test.each(kinds)(
    'leaves nothing of the template of a %s, and no version of a workspace',
    async (kind) => {
      const folder = await scaffold(kind)
      const files = ['README.md', 'AGENTS.md', 'package.json', 'src/index.ts', 'test/simulator.ts']
      for (const file of files) {
        const text = await readFile(path.join(folder, file), 'utf8')
        expect(text, file).not.toMatch(/template|vendor that does not exist|workspace:|catalog:/i)
      }
      const agents = await readFile(path.join(folder, 'AGENTS.md'), 'utf8')
      expect(agents.trimEnd().split('\n').length).toBeLessThanOrEqual(60)
      const release = await readFile(path.join(folder, '.github/workflows/release.yml'), 'utf8')
      expect(release).toMatch(/id-token: write[^]*repository\.url=[^]*npm publish --provenance/)
    },
  )

  test('overwrites nothing, and refuses names that npm would not take', async () => {
    const folder = await temporaryFolder()
    await writeFile(path.join(folder, 'notes.txt'), 'mine')
    const full = await revJson(folder, ['connector', 'new', 'acme', '--dir', folder])
    expect([full.exitCode, full.error?.code]).toEqual([2, 'REV_USAGE'])
    const wrong = await revJson(folder, ['connector', 'new', 'Acme CRM'])
    expect(wrong.error?.message).toContain('lower-case words')
    const proposed = ['connector', 'new', 'acme', '--kind', 'source', '--openapi', 'acme.yaml']
    expect((await revJson(folder, proposed)).error?.message).toContain('destinations only')
  })
})

describe('rev connector lint', () => {
  test('names the place of each mistake in the sources, and what to do', async () => {
    const folder = await scaffold()
    const client = path.join(folder, 'src/client.ts')
    const code = await readFile(client, 'utf8')
    await writeFile(client, `${code}\nexport const home = process.env['HOME']\nvoid eval('1')\n`)
    const { exitCode, result } = await revJson(folder, ['connector', 'lint'])
    expect(exitCode).toBe(1)
    const lines = code.split('\n').length
    expect(result).toMatchObject({
      findings: [
        { id: 'P12', place: { file: 'src/client.ts', line: lines + 1 }, fix: expect.any(String) },
        { id: 'P12', place: { file: 'src/client.ts', line: lines + 2 }, fix: expect.any(String) },
      ],
    })
  })
})

describe('rev connector dev', () => {
  test(
    'shows what each operation sends to the simulator, and what becomes of every record',
    { timeout: timeoutMs },
    async () => {
      const folder = await scaffold()
      await npm(folder, 'run', 'build')
      const { exitCode, result } = await revJson(folder, ['connector', 'dev', '--once'])
      expect(exitCode).toBe(0)
      expect(result).toMatchObject({
        operations: [
          {
            name: 'upsert people',
            requests: [{ method: 'POST', path: '/v1/people/upsert', status: 200 }],
            outcomes: [{ status: 'ok' }, { status: 'ok' }, { status: 'rejected' }],
          },
          { name: 'delete people', outcomes: [{ status: 'ok' }, { status: 'ok' }] },
        ],
      })
    },
  )
})

describe('rev connector dev, of a source', () => {
  test('shows what each read asks for, and its first rows', { timeout: timeoutMs }, async () => {
    const folder = await scaffold('source')
    await npm(folder, 'run', 'build')
    const { exitCode, result } = await revJson(folder, ['connector', 'dev', '--once'])
    expect(exitCode).toBe(0)
    expect(result).toMatchObject({
      operations: [
        {
          name: 'read people, with a value of every type',
          requests: [
            { path: '/v1/tables/people', status: 200 },
            { path: expect.stringMatching(/^\/v1\/tables\/people\/rows\?limit=5&/), status: 200 },
          ],
          read: { rows: [expect.any(Array), expect.any(Array), expect.any(Array)] },
        },
      ],
    })
  })
})

describe('rev connector diff', () => {
  test(
    'names what is different since a release in a folder, and the smallest honest version',
    { timeout: timeoutMs },
    async () => {
      const [before, after] = [await scaffold(), await scaffold()]
      await npm(before, 'run', 'build')
      const people = path.join(after, 'src/people.ts')
      const code = await readFile(people, 'utf8')
      const score = `score: field('integer', { title: 'Score' }),`
      await writeFile(people, code.replace(score, `age: field('integer'),`))
      await npm(after, 'run', 'build')
      const { result } = await revJson(after, ['connector', 'diff', '--against', before])
      expect(result).toMatchObject({ before: '0.1.0', bump: 'major', version: '0.2.0' })
      const { differences } = result as { differences: readonly { because: string }[] }
      expect(differences.map(({ because }) => because)).toEqual([
        'the field people.score is gone',
        'the field people.age is new',
      ])
    },
  )
})

describe('rev connector docs', () => {
  test(
    'says that a README is not what the connector says, and writes it',
    { timeout: timeoutMs },
    async () => {
      const folder = await scaffold()
      await npm(folder, 'run', 'build')
      const readme = path.join(folder, 'README.md')
      const text = await readFile(readme, 'utf8')
      await writeFile(readme, text.replace('| `baseUrl` |', '| `url` |'))
      expect((await rev(folder, ['connector', 'docs', '--check'])).exitCode).toBe(1)
      expect((await rev(folder, ['connector', 'docs'])).exitCode).toBe(0)
      expect(await readFile(readme, 'utf8')).toBe(text)
    },
  )
})
