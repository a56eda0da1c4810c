import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { projectFiles } from '../src/init/project-files.ts'
import { writeProject } from '../src/init/write-project.ts'

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rev-init-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

const choices = { name: 'My Project', source: 'duckdb', destination: 'file', cliVersion: '1.2.3' }

test('a new project has a package.json that npm takes', async () => {
  const { 'package.json': text = '' } = projectFiles(choices)
  expect(JSON.parse(text)).toMatchObject({
    name: 'my-project',
    dependencies: { '@revetl/cli': '^1.2.3', '@revetl/source-duckdb': 'latest' },
  })
})

test('no secret is in rev.yaml: what is needed stands in .env.example', () => {
  const files = projectFiles({ ...choices, destination: 'postgres' })
  expect(files['rev.yaml']).toContain('url: ${env:DATABASE_URL}')
  expect(files['.env.example']).toContain('DATABASE_URL=')
  expect(files['.gitignore']).toMatch(/^\.env$/m)
})

test('nothing is written where a file of the project is there already', async () => {
  const folder = await emptyFolder()
  await writeFile(path.join(folder, 'rev.yaml'), 'name: mine\n')
  await expect(writeProject(folder, projectFiles(choices))).rejects.toMatchObject({
    code: 'REV_USAGE',
    message: expect.stringContaining('rev.yaml is there already'),
  })
  expect(await readdir(folder)).toEqual(['rev.yaml'])
})

test('a package.json that is there stays as it is, and .gitignore is completed', async () => {
  const folder = await emptyFolder()
  await writeFile(path.join(folder, 'package.json'), '{}')
  await writeFile(path.join(folder, '.gitignore'), 'node_modules/\nmine')
  const written = await writeProject(folder, projectFiles(choices))
  expect(written).not.toContain('package.json')
  expect(await readFile(path.join(folder, 'package.json'), 'utf8')).toBe('{}')
  expect(await readFile(path.join(folder, '.gitignore'), 'utf8')).toBe(
    'node_modules/\nmine\n.rev/\n.env\nkeys/\nout/\n',
  )
})
