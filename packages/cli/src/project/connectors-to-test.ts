import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { createConnectorResolver } from '@revetl/registry/resolver'
import { isRevError, RevError } from '@revetl/sdk'
import type { GlobalFlags } from '../rev-command.ts'
import { findProjectFolder } from './project-folder.ts'

/** Which connectors are to be tested. */
export interface WantedConnectors {
  /** A folder, a package name or an id; default the folder of the command. */
  readonly named: string | undefined
  readonly isAll: boolean
  readonly kind: string | undefined
}

interface ConnectorFolder {
  readonly folder: string
  readonly name: string
  readonly kind: string
  readonly id: string
}

/**
 * The folders of the connectors that a command is about: one by path, package name or id, or all of them, which is
 * what the project has installed and what lies in `connectors/` of its folder.
 * @throws `REV_CONNECTOR_UNKNOWN` where there is none.
 */
export async function findConnectorFolders(
  flags: GlobalFlags,
  { named, isAll, kind }: WantedConnectors,
): Promise<readonly string[]> {
  const byPath = isAll ? undefined : readConnector(path.resolve(named ?? '.'))
  if (byPath !== undefined) return [byPath.folder]
  const known = await knownConnectors(flags)
  const wanted = known
    .filter((one) => isAll || one.name === named || one.id === named)
    .filter((one) => kind === undefined || one.kind === kind)
  if (wanted.length > 0) return wanted.map(({ folder }) => folder)
  const names = known.map(({ name }) => name).join(', ') || 'none'
  throw new RevError(
    'REV_CONNECTOR_UNKNOWN',
    `Failed to find a connector to test: ${named ?? 'this folder'} is none. Known: ${names}.`,
    { hint: 'Name the folder of the connector, a package, or --all.' },
  )
}

async function knownConnectors(flags: GlobalFlags): Promise<readonly ConnectorFolder[]> {
  const base = projectOrHere(flags)
  const local = globSync('connectors/*/package.json', { cwd: base }).map((file) =>
    readConnector(path.join(base, path.dirname(file))),
  )
  const { connectors } = await createConnectorResolver({ projectPath: base }).survey()
  const all = [...local, ...connectors.map(({ folder }) => readConnector(folder))]
  const byFolder = new Map(all.flatMap((one) => (one === undefined ? [] : [[one.folder, one]])))
  return [...byFolder.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** The folder of the project, or this one where there is no project: an author needs none. */
function projectOrHere({ project }: GlobalFlags): string {
  try {
    return findProjectFolder(project)
  } catch (error) {
    if (isRevError(error) && project === undefined) return process.cwd()
    throw error
  }
}

function readConnector(folder: string): ConnectorFolder | undefined {
  const file = path.join(folder, 'package.json')
  if (!existsSync(file)) return undefined
  const { name = folder, rev } = JSON.parse(readFileSync(file, 'utf8')) as {
    name?: string
    rev?: { kind?: unknown; id?: unknown }
  }
  if (rev === undefined) return undefined
  return { folder, name, kind: String(rev.kind), id: String(rev.id) }
}
