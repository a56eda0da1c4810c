import { RevError } from '@revetl/sdk'
import type { ConnectorKind, ConnectorPackage } from './connector-package.ts'
import { nearestName } from '@revetl/sdk/host'

/** No connector has this name: says which one is near, and how to get one. */
export function unknownConnector(search: {
  readonly kind: ConnectorKind
  readonly reference: string
  readonly installed: readonly ConnectorPackage[]
  /** Packages that could not be read: the wanted one may be among them. */
  readonly problems: readonly RevError[]
}): RevError {
  const { kind, reference, installed, problems } = search
  const sameKind = installed.filter((one) => one.kind === kind)
  const names = sameKind.flatMap((one) => [one.id, one.name])
  const nearest = nearestName(reference, names)
  const known = sameKind.map(({ id }) => id).sort()
  return new RevError(
    'REV_CONNECTOR_UNKNOWN',
    `Failed to find the ${kind} connector "${reference}": the project has no package of this id or name. ` +
      `Installed: ${known.join(', ') || 'none'}.`,
    {
      others: problems,
      hint:
        nearest === undefined
          ? `Install it with ${installCommand(kind, reference)}, or name its folder (./connectors/${lastPart(reference)}).`
          : `Did you mean "${nearest}"? Otherwise install it with ${installCommand(kind, reference)}.`,
    },
  )
}

/** Two packages have the same id: only the user can tell which one is meant. */
export function ambiguousConnector(
  kind: ConnectorKind,
  reference: string,
  matches: readonly ConnectorPackage[],
): RevError {
  const names = matches.map(({ name }) => name)
  return new RevError(
    'REV_CONNECTOR_UNKNOWN',
    `Failed to choose the ${kind} connector "${reference}": ${names.join(' and ')} both have this id.`,
    { hint: `Name the package instead, for example "${names[0] ?? reference}".` },
  )
}

function lastPart(reference: string): string {
  return reference.split('/').at(-1) ?? reference
}

/** By the naming rule of connector packages; for a full name, that name. */
function installCommand(kind: ConnectorKind, reference: string): string {
  const isFullName = reference.startsWith('@') || reference.startsWith('rev-')
  return isFullName
    ? `\`rev connector add ${reference}\``
    : `\`rev connector add @revetl/${kind}-${reference}\` (ours) or \`rev connector add rev-${kind}-${reference}\` (a community one)`
}
