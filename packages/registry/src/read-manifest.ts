import path from 'node:path'
import { apiVersion, errorMessage, RevError, type Manifest } from '@revetl/sdk'
import type { ConnectorPackage } from './connector-package.ts'
import { isJsonObject, readJsonObject, type JsonObject } from './json-file.ts'

/**
 * Reads the built description of a connector; runs none of its code.
 * @throws `REV_CONNECTOR_VERSION` for another version of the contract, `REV_CONNECTOR_INVALID` for a file that is
 * missing, is no manifest or describes another connector.
 */
export async function readManifest(connector: ConnectorPackage): Promise<Manifest> {
  checkApiVersion(connector, connector.apiVersion)
  const file = path.join(connector.folder, connector.manifest)
  const manifest = await readJsonObject(file).catch((error: unknown) => {
    throw invalid(connector, errorMessage(error), { cause: error })
  })
  if (manifest === undefined) throw invalid(connector, `${connector.manifest} is not there`)
  return checkManifest(connector, manifest)
}

/** Takes the content of a manifest only when it is that of the connector. @throws like `readManifest`. */
export function checkManifest(connector: ConnectorPackage, manifest: unknown): Manifest {
  checkApiVersion(connector, connector.apiVersion)
  if (!isJsonObject(manifest)) throw invalid(connector, 'it is no JSON object')
  checkApiVersion(connector, manifest['apiVersion'])
  const problem = manifestProblem(connector, manifest)
  if (problem !== undefined) throw invalid(connector, problem)
  return manifest as unknown as Manifest
}

function checkApiVersion(connector: ConnectorPackage, version: unknown): void {
  if (version === apiVersion) return
  throw new RevError(
    'REV_CONNECTOR_VERSION',
    `Failed to use the connector ${connector.name} ${connector.version}: it speaks version ${String(version)} ` +
      `of the contract. Expected ${apiVersion}.`,
    {
      hint:
        typeof version === 'number' && version > apiVersion
          ? 'Update rev, or install an older version of the connector.'
          : 'Install a newer version of the connector.',
    },
  )
}

function manifestProblem(connector: ConnectorPackage, manifest: JsonObject): string | undefined {
  const { manifestVersion, kind, id, configSchema, objects, vendor } = manifest
  if (manifestVersion !== 1) return `its manifestVersion is ${String(manifestVersion)}, expected 1`
  if (kind !== connector.kind || id !== connector.id) {
    return `it describes the ${String(kind)} "${String(id)}", package.json the ${connector.kind} "${connector.id}"`
  }
  if (!isJsonObject(configSchema)) return 'it has no configSchema'
  if (!isJsonObject(vendor)) return 'it has no vendor'
  return isJsonObject(objects) ? undefined : 'it has no objects'
}

function invalid(
  connector: ConnectorPackage,
  why: string,
  options: { readonly cause?: unknown } = {},
): RevError {
  return new RevError(
    'REV_CONNECTOR_INVALID',
    `Failed to read the manifest of the connector ${connector.name} ${connector.version}: ${why}.`,
    {
      ...options,
      hint: 'Install the package again; if you wrote it, build it with revetl-manifest.',
    },
  )
}
