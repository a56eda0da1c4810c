import { RevError } from '@revetl/sdk'

/** What a new connector is called, in every form that its files need. */
export interface ConnectorNames {
  /** `acme-crm` */
  readonly id: string
  /** `Acme CRM` */
  readonly title: string
  /** `rev-destination-acme-crm`, or with a scope before it. */
  readonly packageName: string
  /** `AcmeCrm` */
  readonly pascal: string
  /** `ACME_CRM` */
  readonly constant: string
}

/**
 * The names that follow from an id.
 * @throws `REV_USAGE` for an id or a scope that npm and rev do not take.
 */
export function connectorNames(choice: {
  readonly id: string
  readonly title?: string | undefined
  readonly scope?: string | undefined
}): ConnectorNames {
  const { id, scope } = choice
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) {
    throw new RevError('REV_USAGE', `Failed to create the connector ${id}.`, {
      hint: 'Call it in lower-case words joined by dashes, such as acme-crm.',
    })
  }
  if (scope !== undefined && !/^@[a-z0-9-][a-z0-9-._]*$/.test(scope)) {
    throw new RevError('REV_USAGE', `Failed to create a connector in the scope ${scope}.`, {
      hint: 'Write a scope of npm, such as @acme.',
    })
  }
  const words = id.split('-')
  const capitals = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
  const bare = `rev-destination-${id}`
  return {
    id,
    title: choice.title ?? capitals.join(' '),
    packageName: scope === undefined ? bare : `${scope}/${bare}`,
    pascal: capitals.join(''),
    constant: words.join('_').toUpperCase(),
  }
}
