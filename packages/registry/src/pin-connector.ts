import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { RevError } from '@revetl/sdk'
import type { ConnectorPackage } from './connector-package.ts'
import { isJsonObject, readJsonObject } from './json-file.ts'
import { lockFileName, type ConnectorPin } from './lock-file.ts'
import { codeHash } from './code-hash.ts'
import { manifestHash } from './manifest-hash.ts'

/** The pin of an installed connector as it is now. */
export async function pinConnector(connector: ConnectorPackage): Promise<ConnectorPin> {
  const bytes = await readFile(path.join(connector.folder, connector.manifest))
  const integrity = await npmIntegrity(connector)
  // What is linked is under work, and has its own history.
  const isInstalled = connector.folder.split(path.sep).includes('node_modules')
  return {
    version: connector.version,
    manifest: manifestHash(bytes),
    ...(isInstalled ? { code: await codeHash(connector.folder) } : {}),
    ...(integrity === undefined ? {} : { integrity }),
  }
}

/** A new pin with the integrity of an older one, where that is one of the same files: only npm tells it again. */
export function keepIntegrity(pin: ConnectorPin, before: ConnectorPin | undefined): ConnectorPin {
  if (before?.integrity === undefined || pin.integrity !== undefined) return pin
  const isSame =
    pin.code !== undefined && pin.code === before.code && pin.version === before.version
  return isSame ? { ...pin, integrity: before.integrity } : pin
}

/**
 * Compares an installed connector with its pin.
 * @throws `REV_CONNECTOR_INVALID` where it is another one.
 */
export async function checkPin(connector: ConnectorPackage, pin: ConnectorPin): Promise<void> {
  const { version, manifest, code, integrity } = await pinConnector(connector)
  const problem =
    version !== pin.version
      ? `version ${pin.version} is pinned, ${version} is installed`
      : manifest !== pin.manifest
        ? 'its manifest is another one'
        : pin.integrity !== undefined && integrity !== undefined && integrity !== pin.integrity
          ? 'npm installed another tarball'
          : pin.code !== undefined && code !== pin.code
            ? 'its files are not those that were pinned'
            : undefined
  if (problem === undefined) return
  throw new RevError(
    'REV_CONNECTOR_INVALID',
    `Failed to use the connector ${connector.name}: it is not the one in ${lockFileName}: ${problem}.`,
    { hint: 'Install the pinned one, or accept what is installed with `rev connector lock`.' },
  )
}

/** npm notes what it installed in its hidden lock file; other package managers keep that to themselves. */
export async function npmIntegrity({
  folder,
  name,
}: ConnectorPackage): Promise<string | undefined> {
  const inside = `${path.sep}node_modules${path.sep}`
  const end = folder.lastIndexOf(inside)
  if (end < 0) return undefined
  const file = path.join(folder.slice(0, end), 'node_modules/.package-lock.json')
  const packages = (await readJsonObject(file))?.['packages']
  const entry = isJsonObject(packages) ? packages[`node_modules/${name}`] : undefined
  const integrity = isJsonObject(entry) ? entry['integrity'] : undefined
  return typeof integrity === 'string' ? integrity : undefined
}
