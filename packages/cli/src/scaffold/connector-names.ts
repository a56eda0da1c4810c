import { RevError } from '@revetl/sdk'
import { connectorIdPattern } from '@revetl/sdk/host'

/** What a connector can be. */
export const connectorKinds = ['destination', 'source'] as const
export type ConnectorKind = (typeof connectorKinds)[number]

/** What a new connector is to be. */
export interface ConnectorChoices {
  readonly kind: ConnectorKind
  /** Lower-case words joined by dashes: `acme`. */
  readonly id: string
  /** The scope of its package, with the `@`. */
  readonly scope?: string | undefined
  /** What people call the vendor; default from the id. */
  readonly title?: string | undefined
}

/** The names that follow from the choices. */
export interface ConnectorNames {
  readonly id: string
  readonly packageName: string
  readonly title: string
  /** `AcmeCrm`, in names of types and functions. */
  readonly pascal: string
  /** `ACME_CRM`, in names of environment variables. */
  readonly constant: string
}

/**
 * The names of a new connector.
 * @throws `REV_USAGE` for an id or a scope that npm or rev would not take.
 */
export function namesOf({ kind, id: given, scope, title }: ConnectorChoices): ConnectorNames {
  const prefix = `rev-${kind}-`
  const id = given.startsWith(prefix) ? given.slice(prefix.length) : given
  if (!new RegExp(connectorIdPattern).test(id)) {
    throw usage(`expected a name of lower-case words joined by dashes, got "${given}"`)
  }
  if (scope !== undefined && !/^@[a-z0-9-~][a-z0-9-._~]*$/.test(scope)) {
    throw usage(`expected a scope such as @acme, got "${scope}"`)
  }
  // It goes into strings and comments of the code.
  if (title !== undefined && !/^[\p{L}\p{N} .&+-]+$/u.test(title)) {
    throw usage(`expected a title of letters, digits, spaces and . & + -, got "${title}"`)
  }
  const words = id.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  const name = `${prefix}${id}`
  return {
    id,
    packageName: scope === undefined ? name : `${scope}/${name}`,
    title: title?.trim() ?? words.join(' '),
    pascal: words.join(''),
    constant: id.toUpperCase().replaceAll('-', '_'),
  }
}

function usage(why: string): RevError {
  return new RevError('REV_USAGE', `Failed to name the connector: ${why}.`, {
    hint: 'For example: rev connector new acme --scope @my-company',
  })
}
