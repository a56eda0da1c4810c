import { realpath } from 'node:fs/promises'
import path from 'node:path'
import { errorMessage, RevError } from '@revetl/sdk'
import { isJsonObject, readJsonObject, type JsonObject } from './json-file.ts'

/** The two kinds of connector. */
export type ConnectorKind = 'source' | 'destination'

/** A package that says of itself that it is a connector, by the `rev` block of its package.json. */
export interface ConnectorPackage {
  readonly name: string
  readonly version: string
  /** Its folder, absolute, symbolic links resolved. */
  readonly folder: string
  readonly kind: ConnectorKind
  readonly id: string
  readonly apiVersion: unknown
  /** The manifest, relative to the folder. */
  readonly manifest: string
  /** The program that runs it, for a connector in another language. */
  readonly command: readonly string[] | undefined
  /** What that program speaks. */
  readonly protocol: 'rev' | 'airbyte'
  readonly packageJson: JsonObject
}

/**
 * Reads the package in a folder.
 * @returns the connector; undefined where there is no package, or one that is no connector.
 * @throws `REV_CONNECTOR_INVALID` where the `rev` block is not what it should be.
 */
export async function readConnectorPackage(folder: string): Promise<ConnectorPackage | undefined> {
  const file = path.join(folder, 'package.json')
  const packageJson = await readJsonObject(file).catch((error: unknown) => {
    throw new RevError('REV_CONNECTOR_INVALID', `Failed to read ${file}: ${errorMessage(error)}.`, {
      cause: error,
      hint: 'Install the package again.',
    })
  })
  if (packageJson?.['rev'] === undefined) return undefined
  return toConnectorPackage(await realpath(folder), packageJson)
}

/**
 * A package by the content of its package.json.
 * @throws `REV_CONNECTOR_INVALID` where the `rev` block is not what it should be.
 */
export function toConnectorPackage(folder: string, packageJson: JsonObject): ConnectorPackage {
  const { name, version, rev } = packageJson
  const block = isJsonObject(rev) ? rev : {}
  const { kind, id, apiVersion, command, protocol = 'rev', manifest = 'dist/manifest.json' } = block
  const packageName = typeof name === 'string' ? name : folder
  if ((kind !== 'source' && kind !== 'destination') || typeof id !== 'string' || id === '') {
    throw invalidBlock(packageName, 'expected a kind of "source" or "destination", and an id')
  }
  if (typeof manifest !== 'string' || !isInside(manifest)) {
    throw invalidBlock(packageName, 'expected "manifest" to name a file of the package')
  }
  if (command !== undefined && !isCommand(command)) {
    throw invalidBlock(packageName, 'expected "command" to be a list: a program and its arguments')
  }
  if (protocol !== 'rev' && (protocol !== 'airbyte' || command === undefined)) {
    throw invalidBlock(
      packageName,
      'expected "protocol" to be "rev", or "airbyte" beside a command',
    )
  }
  return {
    name: packageName,
    version: typeof version === 'string' ? version : '0.0.0',
    folder,
    kind,
    id,
    apiVersion,
    manifest,
    command,
    protocol,
    packageJson,
  }
}

function isCommand(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((one) => typeof one === 'string' && one !== '')
  )
}

function isInside(file: string): boolean {
  return !path.isAbsolute(file) && !path.normalize(file).startsWith('..')
}

function invalidBlock(packageName: string, why: string): RevError {
  return new RevError(
    'REV_CONNECTOR_INVALID',
    `Failed to read the connector ${packageName}: the "rev" block of its package.json is not valid: ${why}.`,
    {
      hint: 'Write "rev": { "kind": "destination", "id": "acme", "apiVersion": 1, "manifest": "dist/manifest.json" }.',
    },
  )
}
