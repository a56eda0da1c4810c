import path from 'node:path'
import { RevError } from '@revetl/sdk'
import { readConnectorPackage, type ConnectorPackage } from '../connector-package.ts'
import type { VerifiedIndex } from '../index-file/verify-index.ts'
import { isJsonObject, readJsonObject } from '../json-file.ts'
import { readPins, writePins, type ConnectorPin } from '../lock-file.ts'
import type { NpmClient } from '../npm/npm-client.ts'
import { ancestorFolders, findPackageFolder } from '../package-folders.ts'
import { pinConnector } from '../pin-connector.ts'
import { readManifest } from '../read-manifest.ts'
import type { Candidate } from './candidate.ts'
import { chooseVersion, newerWithin, rangeOf } from './choose-version.ts'
import type { Granting } from './grants.ts'
import { inspectCandidate } from './inspect-candidate.ts'
import type { PackageManager } from './package-manager.ts'
import { refusalsOf, type Refusal, type RefusalReason } from './refusals.ts'

/** A version with what speaks against it. */
export interface Judged {
  readonly candidate: Candidate
  /** What the user has not allowed. */
  readonly refusals: readonly Refusal[]
}

/** What is newer than an installed connector. */
export interface Outdated {
  readonly name: string
  readonly current: string
  /** The newest in the range that package.json allows; the current one where there is none. */
  readonly wanted: string
  readonly latest: string
}

/** Adds, moves and removes connectors of one project. */
export interface Installer {
  /** Looks at what a spec means: `rev-destination-acme`, `@me/rev-source-x@^1.2.0`, or the id of an indexed one. */
  find(spec: string): Promise<Judged>
  /** Installs without scripts, compares what came with what was looked at, and pins it. */
  install(candidate: Candidate): Promise<ConnectorPin>
  remove(name: string): Promise<void>
  outdated(name: string): Promise<Outdated>
  /** The newest acceptable version in the range, and what was refused on the way; undefined where nothing is newer. */
  findUpdate(
    name: string,
  ): Promise<{ readonly chosen: Judged | undefined; readonly refused: readonly Judged[] }>
}

/** What an installer works with. */
export interface InstallerParts {
  readonly projectPath: string
  readonly npm: NpmClient
  readonly packages: PackageManager
  readonly index: VerifiedIndex
  /** What the user has allowed in so many words. */
  readonly allowed: readonly RefusalReason[]
  /** Milliseconds since 1970. */
  readonly nowMs: number
}

/** An installer for a project. */
export function createInstaller(parts: InstallerParts): Installer {
  const { projectPath, npm, index } = parts
  return {
    find: async (spec) => {
      const { name, range } = splitSpec(spec, parts)
      const info = await npm.package(name)
      return judge(
        parts,
        await inspectCandidate(npm, index.index, info, chooseVersion(info, range)),
      )
    },
    install: (candidate) => install(parts, candidate),
    remove: async (name) => {
      await parts.packages.uninstall(name)
      const { [name]: _gone, ...pins } = (await readPins(projectPath)) ?? {}
      await writePins(projectPath, pins)
    },
    outdated: async (name) => {
      const info = await npm.package(name)
      const { version } = await installed(projectPath, name)
      const range = rangeOf(await declaredRange(projectPath, name), version)
      const [wanted = version] = newerWithin(info, range, version)
      return { name, current: version, wanted, latest: info.tags['latest'] ?? version }
    },
    findUpdate: async (name) => {
      const info = await npm.package(name)
      const { version } = await installed(projectPath, name)
      const range = rangeOf(await declaredRange(projectPath, name), version)
      const refused: Judged[] = []
      for (const newer of newerWithin(info, range, version)) {
        const judged = await judge(parts, await inspectCandidate(npm, index.index, info, newer))
        if (judged.refusals.length === 0) return { chosen: judged, refused }
        refused.push(judged)
      }
      return { chosen: undefined, refused }
    },
  }
}

async function judge(
  { projectPath, nowMs, allowed }: InstallerParts,
  candidate: Candidate,
): Promise<Judged> {
  const pin = (await readPins(projectPath))?.[candidate.name]
  const current = await grantedTo(projectPath, candidate.name)
  const refusals = refusalsOf(candidate, { nowMs, pin, current }).filter(
    ({ reason }) => !allowed.includes(reason),
  )
  return { candidate, refusals }
}

async function install(parts: InstallerParts, candidate: Candidate): Promise<ConnectorPin> {
  const { projectPath, packages, index } = parts
  const { name, version } = candidate
  await packages.install(name, version)
  const pin = await pinConnector(await installed(projectPath, name))
  const isSame =
    pin.version === version &&
    pin.manifest === candidate.manifestHash &&
    (pin.code === undefined || pin.code === candidate.code) &&
    (pin.integrity === undefined || pin.integrity === candidate.integrity)
  if (!isSame) {
    await packages.uninstall(name)
    throw new RevError(
      'REV_CONNECTOR_REFUSED',
      `Failed to install ${name} ${version}: what ${packages.name} installed is not what was looked at.`,
      { hint: 'It was removed again. Tell who runs the registry.' },
    )
  }
  const whole = { ...pin, integrity: candidate.integrity }
  const pins = (await readPins(projectPath)) ?? {}
  await writePins(projectPath, { ...pins, [name]: whole }, index.seen)
  return whole
}

/** What the installed version was given; undefined where there is none, or none that can be read. */
async function grantedTo(projectPath: string, name: string): Promise<Granting | undefined> {
  try {
    const connector = await findInstalled(projectPath, name)
    return connector && { manifest: await readManifest(connector), command: connector.command }
  } catch {
    // What cannot be read cannot run: it has nothing that a new version could go beyond.
    return undefined
  }
}

async function findInstalled(
  projectPath: string,
  name: string,
): Promise<ConnectorPackage | undefined> {
  const folder = findPackageFolder(projectPath, name)
  return folder === undefined ? undefined : readConnectorPackage(folder)
}

async function installed(projectPath: string, name: string): Promise<ConnectorPackage> {
  const connector = await findInstalled(projectPath, name)
  if (connector !== undefined) return connector
  throw new RevError(
    'REV_CONNECTOR_UNKNOWN',
    `Failed to find ${name}: the project has not installed it.`,
  )
}

/** The range that the nearest package.json declares, of the project's folder or of one above. */
async function declaredRange(projectPath: string, name: string): Promise<string | undefined> {
  for (const folder of ancestorFolders(projectPath)) {
    const packageJson = (await readJsonObject(path.join(folder, 'package.json'))) ?? {}
    for (const list of ['dependencies', 'devDependencies', 'optionalDependencies']) {
      const dependencies = packageJson[list]
      const range = isJsonObject(dependencies) ? dependencies[name] : undefined
      if (typeof range === 'string') return range
    }
  }
  return undefined
}

/** `@scope/name@range` as its two parts; an id is that of the index. */
function splitSpec(spec: string, { index }: InstallerParts): { name: string; range?: string } {
  const at = spec.indexOf('@', 1)
  const name = at < 0 ? spec : spec.slice(0, at)
  const range = at < 0 ? {} : { range: spec.slice(at + 1) }
  if (name.startsWith('@') || name.startsWith('rev-')) return { name, ...range }
  const known = Object.entries(index.index.connectors).filter(([, { id }]) => id === name)
  const [only, ...others] = known.map(([packageName]) => packageName)
  if (only !== undefined && others.length === 0) return { name: only, ...range }
  throw new RevError(
    'REV_CONNECTOR_UNKNOWN',
    `Failed to choose a connector: ${only === undefined ? `the index knows none with the id "${name}"` : `${[only, ...others].join(' and ')} have the id "${name}"`}.`,
    { hint: 'Name the package: rev-destination-acme, or @scope/rev-destination-acme.' },
  )
}

/** The error for a version that is refused. */
export function refusedError({ candidate: { name, version }, refusals }: Judged): RevError {
  const reasons = refusals.map(({ message }) => message).join('; and ')
  const flags = [...new Set(refusals.map(({ reason }) => `--even-if ${reason}`))].join(' ')
  return new RevError(
    'REV_CONNECTOR_REFUSED',
    `Failed to install ${name} ${version}: ${reasons}.`,
    {
      hint: `Choose another version, or say so in so many words: ${flags}.`,
    },
  )
}
