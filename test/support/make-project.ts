import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'
import type { AcmeServer } from './acme-server.ts'

const testFolder = path.resolve(import.meta.dirname, '..')

/** A temporary folder that goes away with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'rev-e2e-')))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Writes files by path from a folder. */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, content)
  }
}

/** A project with the connectors of this workspace installed, and the files that a test gives. */
export async function makeProject(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder()
  await symlink(path.join(testFolder, 'node_modules'), path.join(folder, 'node_modules'))
  await cp(path.join(testFolder, 'package.json'), path.join(folder, 'package.json'))
  await writeFiles(folder, files)
  return folder
}

/** A connector of fixtures, built, under connectors of a project. */
export async function addConnector(project: string, name: string): Promise<void> {
  const folder = path.join(project, 'connectors', name)
  await cp(path.join(testFolder, 'fixtures', name), folder, { recursive: true })
  const writer = path.join(project, 'node_modules/@revetl/sdk/dist/bin/manifest.js')
  await promisify(execFile)(process.execPath, [writer, folder])
}

/** rev.yaml of a project that reads with DuckDB and delivers to Acme; its URL stands for that of the test's server. */
export const acmeRevYaml = `name: e2e
sources:
  files: { connector: duckdb }
destinations:
  acme:
    connector: ./connectors/acme
    url: http://acme.example
    token: \${env:ACME_TOKEN}
egress: { allow: [127.0.0.1/32] }
`

/** A sync of people to Acme. */
export const acmeSyncYaml = `model: people
destination: acme
object: people
mode: upsert
key: id
map: { id: id, email: email, name: name }
`

/** A CSV of three people. */
export const peopleCsv = `id,email,name
1,ada@example.com,Ada
2,grace@example.com,Grace
3,edsger@example.com,Edsger
`

/** A project that runs as it is: three people from a CSV file to Acme. Files of the test replace its own. */
export async function makeAcmeProject(
  acme: Pick<AcmeServer, 'url' | 'token'>,
  files: Readonly<Record<string, string>> = {},
): Promise<string> {
  const project = await makeProject({
    'models/people.sql': "select id, email, name from 'people.csv'\n",
    'people.csv': peopleCsv,
    'syncs/people.yaml': acmeSyncYaml,
    '.env': `ACME_TOKEN=${acme.token}\n`,
    ...files,
    'rev.yaml': (files['rev.yaml'] ?? acmeRevYaml).replace('http://acme.example', acme.url),
  })
  await addConnector(project, 'acme')
  return project
}
