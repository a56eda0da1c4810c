import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { errorMessage, RevError } from '@revetl/sdk'
import { isJsonObject, readJsonObject } from './json-file.ts'

/** What is pinned of one connector. */
export interface ConnectorPin {
  readonly version: string
  /** `sha256-…` of the manifest file, in base64. */
  readonly manifest: string
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
  const content = await readJsonObject(path.join(projectPath, lockFileName)).catch(
    (error: unknown) => {
      throw invalidLock(errorMessage(error), error)
    },
  )
  if (content === undefined) return undefined
  const { lockVersion, connectors } = content
  if (lockVersion !== 1) throw invalidLock(`expected lockVersion 1, got ${String(lockVersion)}`)
  if (!isJsonObject(connectors) || !Object.values(connectors).every(isPin)) {
    throw invalidLock('expected a version and a manifest hash for each connector')
  }
  return connectors as ConnectorPins
}

/** Writes the pins of a project, sorted, so that versions of the file can be compared. @returns them as written. */
export async function writePins(projectPath: string, pins: ConnectorPins): Promise<ConnectorPins> {
  const names = Object.keys(pins).sort()
  const connectors = Object.fromEntries(
    names.flatMap((name) => (pins[name] === undefined ? [] : [[name, pins[name]]])),
  )
  const text = `${JSON.stringify({ lockVersion: 1, connectors }, null, 2)}\n`
  await writeFile(path.join(projectPath, lockFileName), text)
  return connectors
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
