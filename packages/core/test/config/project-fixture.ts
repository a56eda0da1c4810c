import path from 'node:path'
import { isRevError, RevError, type Manifest } from '@revetl/sdk'
import type { ConnectorResolver, InstalledConnector } from '../../src/connector.ts'
import { loadProject, type LoadProjectOptions } from '../../src/config/load-project.ts'
import type { ProjectFiles } from '../../src/config/project-files.ts'
import type { Project } from '../../src/project.ts'

/** A manifest as a stranger's connector might have it. */
export const crmManifest: Manifest = {
  manifestVersion: 1,
  kind: 'destination',
  id: 'crm',
  apiVersion: 1,
  title: 'CRM',
  vendor: { name: 'CRM' },
  configSchema: {
    type: 'object',
    properties: {
      url: { type: 'string', 'x-rev-secret': true },
      port: { type: 'integer' },
      region: { enum: ['europe', 'america'] },
    },
    required: ['url'],
    additionalProperties: false,
  },
  hasAuth: false,
  hosts: 'config',
  objects: {
    contacts: {
      fields: {
        email: { type: 'string', required: true },
        name: { type: 'string' },
        city: { type: 'string' },
        created: { type: 'timestamptz', readOnly: true },
      },
      isOpen: false,
      hasLookup: false,
      operations: {
        upsert: {
          matchOn: [['email']],
          atomicity: 'per-record',
          resend: 'safe',
          batch: { recordsMax: 100 },
          hasSession: false,
        },
        append: {
          atomicity: 'per-record',
          resend: 'unsafe',
          batch: { recordsMax: 100 },
          hasSession: false,
        },
      },
    },
  },
}

const sourceManifest: Manifest = {
  ...crmManifest,
  kind: 'source',
  id: 'duckdb',
  title: 'DuckDB',
  configSchema: { type: 'object', properties: { path: { type: 'string' } } },
  objects: {},
}

function installed(manifest: Manifest): InstalledConnector {
  return {
    packageName: `@revetl/${manifest.kind}-${manifest.id}`,
    version: '1.0.0',
    manifest,
    load: () => Promise.reject(new Error('a check loads no connector code')),
  }
}

/** A resolver of the two connectors. */
export const connectors: ConnectorResolver = {
  resolve: (kind, reference) => {
    const found = [crmManifest, sourceManifest].find(
      (one) => one.kind === kind && one.id === reference,
    )
    return found === undefined
      ? Promise.reject(
          new RevError('REV_CONNECTOR_UNKNOWN', `Failed to find the connector "${reference}".`, {
            hint: 'Install it.',
          }),
        )
      : Promise.resolve(installed(found))
  },
  list: () => Promise.resolve([installed(crmManifest), installed(sourceManifest)]),
}

/** The folder that the files of a test pretend to be in. */
export const projectPath = path.resolve('/project')

function relative(file: string): string {
  return path.relative(projectPath, file).split(path.sep).join('/')
}

/** Files in memory, by path; `open` names files that others may read. */
export function memoryFiles(
  texts: Readonly<Record<string, string>>,
  open: readonly string[] = [],
): ProjectFiles {
  return {
    info: (file) => {
      const name = relative(file)
      const isFolder = Object.keys(texts).some((one) => one.startsWith(`${name}/`))
      const text = texts[name]
      if (text === undefined && !isFolder) return Promise.resolve(undefined)
      return Promise.resolve({
        kind: isFolder ? 'folder' : 'file',
        bytes: Buffer.byteLength(text ?? ''),
        isOpenToOthers: open.includes(name),
      })
    },
    readText: (file) => Promise.resolve(texts[relative(file)] ?? ''),
    list: (folder) => {
      const prefix = `${relative(folder)}/`
      const below = Object.keys(texts).filter((name) => name.startsWith(prefix))
      return Promise.resolve(below.map((name) => name.slice(prefix.length)))
    },
  }
}

/** A project that has nothing wrong. */
export const goodFiles = {
  'rev.yaml': `name: quickstart
sources:
  local: { connector: duckdb }
destinations:
  crm:
    connector: crm
    url: 'https://\${env:TOKEN}@crm.example.com'
`,
  'models/people.sql': `-- key: id
select 1 as id, 'a@example.com' as email, 'Ann' as name
`,
  'syncs/people.yaml': `model: people
destination: crm
object: contacts
mode: upsert
map:
  email: email
  name: { column: name, apply: [trim, upper] }
`,
}

/** The environment of the tests. */
export const env = { TOKEN: 'tok-12345' }

/** Loads the good project with some files replaced, added or (undefined) removed. */
export function load(
  changes: Readonly<Record<string, string | undefined>> = {},
  open: readonly string[] = [],
): Promise<Project> {
  return loadWith({ leavesOutBroken: false }, changes, open)
}

/** The same, without the syncs that are at fault. */
export function loadFine(changes: Readonly<Record<string, string | undefined>>): Promise<Project> {
  return loadWith({ leavesOutBroken: true }, changes)
}

async function loadWith(
  options: Pick<LoadProjectOptions, 'leavesOutBroken'>,
  changes: Readonly<Record<string, string | undefined>>,
  open: readonly string[] = [],
): Promise<Project> {
  const texts = Object.fromEntries(
    Object.entries({ ...goodFiles, ...changes }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  )
  const files = memoryFiles(texts, open)
  return loadProject({ path: projectPath, env, connectors, files, ...options })
}

/** What one problem looks like to a reader. */
export interface Seen {
  readonly code: string
  readonly at: string
  readonly message: string
  readonly hint: string | undefined
}

/** Every problem of a project that cannot be loaded. */
export async function problemsOf(
  changes: Readonly<Record<string, string | undefined>>,
): Promise<readonly Seen[]> {
  try {
    await load(changes)
  } catch (error) {
    if (!isRevError(error)) throw error
    return seenIn(error)
  }
  return []
}

/** The warnings of a project that loads. */
export async function warningsOf(
  changes: Readonly<Record<string, string | undefined>>,
  open: readonly string[] = [],
): Promise<readonly Seen[]> {
  const { warnings } = await load(changes, open)
  return warnings.map(seen)
}

/** Every problem that an error holds. */
export function seenIn(error: RevError | undefined): readonly Seen[] {
  return error === undefined ? [] : [error, ...error.others].map(seen)
}

function seen(error: RevError): Seen {
  const { place, code, message, hint } = error
  return { code, at: `${place?.file}:${place?.line}:${place?.column}`, message, hint }
}
