import path from 'node:path'
import { isRevError, RevError, type Destination, type Manifest, type Source } from '@revetl/sdk'
import {
  readConnectorPackage,
  type ConnectorKind,
  type ConnectorPackage,
} from './connector-package.ts'
import { loadConnector } from './load-connector.ts'
import { readPins, writePins, type ConnectorPins } from './lock-file.ts'
import { ambiguousConnector, unknownConnector } from './missing-connector.ts'
import { declaredPackages, findPackageFolder } from './package-folders.ts'
import { packageEntry } from './package-entry.ts'
import { checkPin, keepIntegrity, pinConnector } from './pin-connector.ts'
import { readManifest } from './read-manifest.ts'

/** Where the code of a connector lies, and how it starts in a process of its own. */
export interface ResolvedCode {
  /** Its folder, absolute, symbolic links resolved. */
  readonly folder: string
  /** The module to import, absolute; absent where the package exports none. */
  readonly entry: string | undefined
  /** The program and its arguments, for a connector in another language. */
  readonly command: readonly string[] | undefined
  /** What that program speaks. */
  readonly protocol: 'rev' | 'airbyte'
  /** Whether it lies in the workspace or the project and not among installed packages. */
  readonly isLinked: boolean
}

/** A connector that a project has installed: its manifest, and its code when somebody asks for it. */
export interface ResolvedConnector {
  readonly packageName: string
  readonly version: string
  /** Its folder, absolute, symbolic links resolved. */
  readonly folder: string
  readonly manifest: Manifest
  readonly code: ResolvedCode
  /** Imports the connector's entry. @throws `REV_CONNECTOR_INVALID` or `REV_CONNECTOR_VERSION`. */
  readonly load: () => Promise<Destination | Source>
}

/** Finds the connectors of one project; it knows none by itself. */
export interface ProjectConnectors {
  /**
   * Finds the connector that a project file names: by id (`postgres`), package name or path (`./connectors/mine`).
   * @throws `REV_CONNECTOR_UNKNOWN`, `REV_CONNECTOR_INVALID` or `REV_CONNECTOR_VERSION`.
   */
  resolve(kind: ConnectorKind, reference: string): Promise<ResolvedConnector>
  /** Every connector that the project has installed. Runs no connector code. @throws like `resolve` for a broken one. */
  list(): Promise<readonly ResolvedConnector[]>
  /** Like `list`, with what is wrong with broken ones beside the good ones. */
  survey(): Promise<ConnectorSurvey>
  /**
   * Pins these connectors as they are installed now, in rev.lock; `resolve` refuses others from then on. A connector in
   * a folder of the project is not pinned: it has its own history.
   */
  lock(used: readonly ConnectorReference[]): Promise<ConnectorPins>
}

/** How a project file names a connector. */
export interface ConnectorReference {
  readonly kind: ConnectorKind
  readonly reference: string
}

/** The connectors of a project, good and broken. */
export interface ConnectorSurvey {
  readonly connectors: readonly ResolvedConnector[]
  readonly problems: readonly RevError[]
}

/**
 * Connectors of the project in a folder: packages with a `rev` block that its package.json, or one of a folder
 * above, declares; and any package or folder that a project file names outright.
 */
export function createConnectorResolver(options: {
  readonly projectPath: string
  /** Takes what is installed, whatever rev.lock says. */
  readonly ignoresPins?: boolean
}): ProjectConnectors {
  const projectPath = path.resolve(options.projectPath)
  return {
    resolve: async (kind, reference) => {
      const connector = await find(projectPath, kind, reference)
      const pin = options.ignoresPins ? undefined : (await readPins(projectPath))?.[connector.name]
      const resolved = await toResolved(connector)
      if (pin !== undefined) await checkPin(connector, pin)
      return resolved
    },
    lock: async (used) => {
      const installed = used.filter(({ reference }) => !isFolder(reference))
      // A lock file that cannot be read is written anew.
      const before = await readPins(projectPath).catch(() => undefined)
      const pins = await Promise.all(
        installed.map(async ({ kind, reference }) => {
          const connector = await find(projectPath, kind, reference)
          const pin = await pinConnector(connector)
          return [connector.name, keepIntegrity(pin, before?.[connector.name])] as const
        }),
      )
      return writePins(projectPath, Object.fromEntries(pins))
    },
    list: async () => {
      const { connectors, problems } = await survey(projectPath)
      if (problems[0] !== undefined) throw problems[0]
      return connectors
    },
    survey: () => survey(projectPath),
  }
}

async function toResolved(connector: ConnectorPackage): Promise<ResolvedConnector> {
  return {
    packageName: connector.name,
    version: connector.version,
    folder: connector.folder,
    manifest: await readManifest(connector),
    code: codeOf(connector),
    load: () => loadConnector(connector),
  }
}

function codeOf({ folder, packageJson, command, protocol }: ConnectorPackage): ResolvedCode {
  return {
    folder,
    entry: command === undefined ? packageEntry(folder, packageJson) : undefined,
    command,
    protocol,
    // Links are resolved by now, so only what a package manager put there lies below it.
    isLinked: !folder.split(path.sep).includes('node_modules'),
  }
}

async function survey(projectPath: string): Promise<ConnectorSurvey> {
  const { installed, problems } = await installedConnectors(projectPath)
  const connectors: ResolvedConnector[] = []
  for (const connector of installed) {
    try {
      connectors.push(await toResolved(connector))
    } catch (error) {
      if (!isRevError(error)) throw error
      problems.push(error)
    }
  }
  connectors.sort((a, b) => (a.packageName < b.packageName ? -1 : 1))
  return { connectors, problems }
}

async function find(
  projectPath: string,
  kind: ConnectorKind,
  reference: string,
): Promise<ConnectorPackage> {
  if (isFolder(reference)) {
    return findByFolder(kind, reference, path.resolve(projectPath, reference))
  }
  const { installed, problems } = await installedConnectors(projectPath)
  const matches = installed.filter((one) => one.kind === kind && one.id === reference)
  if (matches.length > 1) throw ambiguousConnector(kind, reference, matches)
  if (matches[0] !== undefined) return matches[0]
  const folder = findPackageFolder(projectPath, reference)
  if (folder === undefined) throw unknownConnector({ kind, reference, installed, problems })
  return findByFolder(kind, reference, folder)
}

function isFolder(reference: string): boolean {
  return reference.startsWith('.') || path.isAbsolute(reference)
}

/** The packages that can be read, without their manifests, and what is wrong with the others. */
async function installedConnectors(
  projectPath: string,
): Promise<{ readonly installed: ConnectorPackage[]; readonly problems: RevError[] }> {
  const installed: ConnectorPackage[] = []
  const problems: RevError[] = []
  for (const folder of (await declaredPackages(projectPath)).values()) {
    try {
      const connector = await readConnectorPackage(folder)
      if (connector !== undefined) installed.push(connector)
    } catch (error) {
      if (!isRevError(error)) throw error
      problems.push(error)
    }
  }
  return { installed, problems }
}

async function findByFolder(
  kind: ConnectorKind,
  reference: string,
  folder: string,
): Promise<ConnectorPackage> {
  const connector = await readConnectorPackage(folder)
  if (connector === undefined) {
    throw new RevError(
      'REV_CONNECTOR_UNKNOWN',
      `Failed to find the ${kind} connector "${reference}": there is no package with a "rev" block in ${folder}.`,
      { hint: 'Name the folder that holds the package.json of the connector.' },
    )
  }
  if (connector.kind === kind) return connector
  throw new RevError(
    'REV_CONNECTOR_UNKNOWN',
    `Failed to use "${reference}" as a ${kind}: ${connector.name} is a ${connector.kind} connector.`,
    { hint: `Name it under ${connector.kind}s, or install a ${kind} connector.` },
  )
}
