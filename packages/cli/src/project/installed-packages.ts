import type { ConnectorPackage } from '@revetl/registry'
import { RevError } from '@revetl/sdk'

/**
 * The connectors in the project's node_modules, all or those that are named by package or id. A connector in a folder
 * of the project or of its workspace has its own history and is left out.
 * @throws `REV_CONNECTOR_UNKNOWN` for a name that is none of them.
 */
export async function installedPackages(
  projectPath: string,
  named: readonly string[] = [],
): Promise<readonly ConnectorPackage[]> {
  const { createConnectorResolver, readConnectorPackage } =
    await import('@revetl/registry/resolver')
  const { connectors } = await createConnectorResolver({ projectPath }).survey()
  const packages = await Promise.all(connectors.map(({ folder }) => readConnectorPackage(folder)))
  const installed = packages
    .filter((one) => one !== undefined)
    .filter(({ folder }) => folder.includes('node_modules'))
  const unknown = named.find((name) => !installed.some((one) => [one.name, one.id].includes(name)))
  if (unknown !== undefined) {
    throw new RevError(
      'REV_CONNECTOR_UNKNOWN',
      `Failed to find ${unknown}: the project has not installed it from a registry.`,
      { hint: '`rev connector list` shows what is installed.' },
    )
  }
  return named.length === 0
    ? installed
    : installed.filter((one) => named.some((name) => [one.name, one.id].includes(name)))
}
