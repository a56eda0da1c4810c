import { rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { errorMessage, RevError } from '@revetl/sdk'
import { isJsonObject, readJsonObject } from './json-file.ts'

/** What is pinned of one connector. */
export interface ConnectorPin {
  readonly version: string
  /** `sha256-…` of the manifest file, in base64. */
  readonly manifest: string
  /** `sha256-…` of all its files, where it is installed and not linked. */
  readonly code?: string
  /** What npm's registry says of the tarball, where npm installed it. */
  readonly integrity?: string
}

/** The pins of a project by package name. */
export type ConnectorPins = Readonly<Record<string, ConnectorPin>>

/** The name of the file, beside rev.yaml. */
export const lockFileName = 'rev.lock'

/**
 * Reads the pins of a project.
 * @returns undefined where nothing is pinned.
 * @throws `REV_CONFIG_INVALID` for a file that is no lock file.
 */
export async function readPins(projectPath: string): Promise<ConnectorPins | undefined> {
  return (await readLock(projectPath))?.connectors
}

/** The highest sequence of a registry index that the project has seen, by the key that signed it. */
export type SequencesSeen = Readonly<Record<string, number>>

/** The sequences of registry indexes that the project has seen. */
export async function readSequencesSeen(projectPath: string): Promise<SequencesSeen> {
  return (await readLock(projectPath))?.index ?? {}
}

interface Lock {
  readonly connectors: ConnectorPins
  readonly index: SequencesSeen
}

async function readLock(projectPath: string): Promise<Lock | undefined> {
  const content = await readJsonObject(path.join(projectPath, lockFileName)).catch(
    (error: unknown) => {
      throw invalidLock(errorMessage(error), error)
    },
  )
  if (content === undefined) return undefined
  const { lockVersion, connectors, index = {} } = content
  if (lockVersion !== 1) throw invalidLock(`expected lockVersion 1, got ${String(lockVersion)}`)
  if (!isJsonObject(connectors) || !Object.values(connectors).every(isPin)) {
    throw invalidLock('expected a version and a manifest hash for each connector')
  }
  if (!isJsonObject(index) || !Object.values(index).every(Number.isSafeInteger)) {
    throw invalidLock('expected the sequence of each registry index that was seen')
  }
  return { connectors: connectors as ConnectorPins, index: index as SequencesSeen }
}

/**
 * Writes the pins of a project, sorted, so that versions of the file can be compared, and what was seen of a registry
 * index where that is more than before.
 * @returns them as written.
 */
export async function writePins(
  projectPath: string,
  pins: ConnectorPins,
  seen: SequencesSeen = {},
): Promise<ConnectorPins> {
  // A lock file that cannot be read is replaced: that is what locking again is for.
  const before = await readSequencesSeen(projectPath).catch((): SequencesSeen => ({}))
  const index = sorted({
    ...before,
    ...Object.fromEntries(
      Object.entries(seen).map(([key, sequence]) => [key, Math.max(sequence, before[key] ?? 0)]),
    ),
  })
  const connectors = sorted(pins)
  const content = {
    lockVersion: 1,
    ...(Object.keys(index).length > 0 ? { index } : {}),
    connectors,
  }
  const text = `${JSON.stringify(content, null, 2)}\n`
  const file = path.join(projectPath, lockFileName)
  // In one step: a process that dies here leaves the old pins, and none that is cut short.
  const next = `${file}.${process.pid}.tmp`
  await writeFile(next, text)
  await rename(next, file)
  return connectors
}

function sorted<Value>(record: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function isPin(value: unknown): boolean {
  return (
    isJsonObject(value) &&
    typeof value['version'] === 'string' &&
    typeof value['manifest'] === 'string'
  )
}

function invalidLock(why: string, cause?: unknown): RevError {
  return new RevError('REV_CONFIG_INVALID', `Failed to read ${lockFileName}: ${why}.`, {
    ...(cause === undefined ? {} : { cause }),
    place: { file: lockFileName, line: 1, column: 1 },
    hint: 'Write it again with `rev connector lock`.',
  })
}
