import { pathToFileURL } from 'node:url'
import { apiVersion, errorMessage, RevError, type Destination, type Source } from '@revetl/sdk'
import type { ConnectorPackage } from './connector-package.ts'
import { isJsonObject } from './json-file.ts'
import { packageEntry } from './package-entry.ts'

/**
 * Imports a connector's entry and checks that its default export is what the package says.
 * @throws `REV_CONNECTOR_INVALID` where it cannot be imported or is something else, `REV_CONNECTOR_VERSION` for
 * another version of the contract.
 */
export async function loadConnector(connector: ConnectorPackage): Promise<Destination | Source> {
  if (connector.command !== undefined) {
    throw invalid(connector, 'it is a program of its own and runs in a child process alone')
  }
  const entry = packageEntry(connector.folder, connector.packageJson)
  if (entry === undefined) throw invalid(connector, 'its package.json exports no entry')
  const module: unknown = await import(pathToFileURL(entry).href).catch((error: unknown) => {
    throw invalid(connector, errorMessage(error), error)
  })
  const definition = (module as { readonly default?: unknown }).default
  if (!isJsonObject(definition)) {
    throw invalid(connector, 'it has no default export made by defineSource or defineDestination')
  }
  const { kind, id, apiVersion: version } = definition
  if (kind !== connector.kind || id !== connector.id) {
    throw invalid(
      connector,
      `its default export is the ${String(kind)} "${String(id)}", package.json says ` +
        `${connector.kind} "${connector.id}"`,
    )
  }
  if (version !== apiVersion) {
    throw new RevError(
      'REV_CONNECTOR_VERSION',
      `Failed to load the connector ${connector.name}: its code speaks version ${String(version)} of the ` +
        `contract. Expected ${apiVersion}.`,
    )
  }
  return definition as unknown as Destination | Source
}

function invalid(connector: ConnectorPackage, why: string, cause?: unknown): RevError {
  return new RevError(
    'REV_CONNECTOR_INVALID',
    `Failed to load the connector ${connector.name} ${connector.version}: ${why}.`,
    {
      ...(cause === undefined ? {} : { cause }),
      hint: 'Install the package again; if that does not help, report it to its author.',
    },
  )
}
