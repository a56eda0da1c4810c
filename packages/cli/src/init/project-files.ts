import { destinationStarters } from './destination-starters.ts'
import { sourceStarters } from './source-starters.ts'
import type { Starter } from './starters.ts'

/** What a new project is to be. */
export interface InitChoices {
  readonly name: string
  readonly source: string
  readonly destination: string
  /** The version of the CLI that writes the project. */
  readonly cliVersion: string
}

/** The packages that the project needs, by name. */
export function dependenciesOf(choices: InitChoices): Record<string, string> {
  const { source, destination, cliVersion } = choices
  const connectors = [sourceStarters[source], destinationStarters[destination]]
  const names = connectors.flatMap((starter) => starter?.packageName ?? [])
  return {
    '@revetl/cli': `^${cliVersion}`,
    // Each connector has a version of its own; the lock file of the package manager pins what is installed.
    ...Object.fromEntries(names.sort().map((name) => [name, 'latest'])),
    '@revetl/sdk': 'latest',
  }
}

/** The files of a new project by path; a project that runs, and shows where everything goes. */
export function projectFiles(choices: InitChoices): Readonly<Record<string, string>> {
  const hasSample = choices.source === 'duckdb'
  return {
    'package.json': packageJson(choices),
    'rev.yaml': revYaml(choices),
    'models/people.sql': hasSample ? sampleModel : inlineModel,
    'syncs/people.yaml': syncYaml(choices),
    '.env.example': envExample(choices),
    '.gitignore': gitignore,
    ...(hasSample ? { 'data/people.csv': peopleCsv } : {}),
  }
}

/** What git has to leave alone. */
export const gitignore = 'node_modules/\n.rev/\n.env\nkeys/\nout/\n'

function packageJson(choices: InitChoices): string {
  const content = {
    // npm allows only these characters.
    name: choices.name.toLowerCase().replaceAll(/[^a-z0-9._-]+/g, '-'),
    private: true,
    type: 'module',
    scripts: { check: 'rev check', plan: 'rev plan', sync: 'rev run --all' },
    dependencies: dependenciesOf(choices),
  }
  return `${JSON.stringify(content, null, 2)}\n`
}

function revYaml({ name, source, destination }: InitChoices): string {
  return `# yaml-language-server: $schema=.rev/schemas/project.json
name: ${JSON.stringify(name)}

sources:
  warehouse:
${connectionBlock(source, sourceStarters[source])}

destinations:
  ${destination}:
${connectionBlock(destination, destinationStarters[destination])}
`
}

function connectionBlock(connector: string, starter: Starter | undefined): string {
  const lines = [`connector: ${connector}`, ...(starter?.config ?? [])]
  return lines.map((line) => `    ${line}`).join('\n')
}

function syncYaml({ destination }: InitChoices): string {
  const { object = 'people', mode = 'upsert', map = [] } = destinationStarters[destination] ?? {}
  return `# yaml-language-server: $schema=../.rev/schemas/sync.json
model: people
destination: ${destination}
object: ${object}
mode: ${mode}
key: id
map:
${map.map((line) => `  ${line}`).join('\n')}
`
}

function envExample({ source, destination }: InitChoices): string {
  const env = [
    ...(sourceStarters[source]?.env ?? []),
    ...(destinationStarters[destination]?.env ?? []),
  ]
  const lines = env.map(([name, example]) => `${name}=${example}\n`)
  return `# Copy to .env and fill in; rev reads .env beside rev.yaml.\n${lines.join('')}`
}

const sampleModel = `-- One row a record. Transformations belong here.
select id, name, email
from 'data/people.csv'
`

// Needs no table, so that it runs on any database as it is.
const inlineModel = `-- One row a record. Replace this with a query over your own tables.
select 1 as id, 'Ada' as name, 'ada@example.com' as email
union all
select 2, 'Grace', 'grace@example.com'
`

const peopleCsv = `id,name,email
1,Ada,Ada@example.com
2,Grace,grace@example.com
3,Edsger,edsger@example.com
`
