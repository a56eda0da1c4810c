import { isRevError } from '@revetl/sdk'
import type { ConnectorPackage } from './connector-package.ts'
import type { RegistryIndex } from './index-file/registry-index.ts'
import { isJsonObject } from './json-file.ts'
import type { ConnectorPin, ConnectorPins } from './lock-file.ts'
import type { SignatureVerdicts, SignedPackage } from './npm/verify-signatures.ts'
import { checkPin, pinConnector } from './pin-connector.ts'

/** One thing about an installed connector that a user should know. */
export interface AuditFinding {
  readonly package: string
  readonly version: string
  /** `bad` ends the audit with a failure. */
  readonly severity: 'bad' | 'note'
  readonly message: string
}

/** What is looked at. */
export interface AuditInput {
  readonly connectors: readonly ConnectorPackage[]
  readonly pins: ConnectorPins
  readonly index: RegistryIndex
  /** What the registry says against a version; undefined where it says nothing or was not asked. */
  readonly deprecated: (name: string, version: string) => Promise<string | undefined>
  /** What is to be said of signatures; undefined where npm was not asked. */
  readonly signatures?: SignatureVerdicts | undefined
}

/** Holds what is installed against rev.lock, the index and the registry. */
export async function auditConnectors(input: AuditInput): Promise<readonly AuditFinding[]> {
  const each = await Promise.all(input.connectors.map((connector) => auditOne(input, connector)))
  const there = new Set(input.connectors.map(({ name }) => name))
  const gone = Object.entries(input.pins).filter(([name]) => !there.has(name))
  return [
    ...each.flat(),
    ...gone.map(([name, { version }]) => ({
      package: name,
      version,
      severity: 'bad' as const,
      message: 'it is pinned and not installed',
    })),
    ...otherFaults(input),
  ]
}

/** Other packages whose signature is not good: a connector may load them. */
function otherFaults({ connectors, signatures }: AuditInput): readonly AuditFinding[] {
  const others = signatures?.invalid.filter((one) => !connectors.some((own) => isSame(one, own)))
  return (others ?? []).map(({ name, version, why }) => ({
    package: name,
    version,
    severity: 'bad',
    message: `${why}; it is installed beside the connectors`,
  }))
}

function isSame(one: SignedPackage, other: SignedPackage): boolean {
  return one.name === other.name && one.version === other.version
}

async function auditOne(input: AuditInput, connector: ConnectorPackage): Promise<AuditFinding[]> {
  const { name, version, packageJson } = connector
  const found: AuditFinding[] = []
  const add = (severity: AuditFinding['severity'], message: string) => {
    found.push({ package: name, version, severity, message })
  }
  const isInstalled = connector.folder.includes('node_modules')
  const pin = input.pins[name]
  if (pin !== undefined) await addPin(connector, pin, add)
  else if (isInstalled) add('bad', 'it is not pinned: run `rev connector lock`')
  const known = input.index.connectors[name]
  const indexed = known?.versions[version]
  if (known === undefined) add('note', 'it is not in the index: nobody has tested it for you')
  else if (indexed === undefined) add('note', 'the index does not know this version')
  else if (indexed.yanked !== undefined) add('bad', `it was yanked: ${indexed.yanked}`)
  else if (indexed.deprecated !== undefined) add('note', `it is deprecated: ${indexed.deprecated}`)
  if (indexed !== undefined && isInstalled) {
    const now = await pinConnector(connector)
    if (now.integrity !== undefined && now.integrity !== indexed.integrity)
      add('bad', 'its tarball is not the one in the index')
    else if (now.manifest !== indexed.manifest)
      add('bad', 'its manifest is not the one in the index')
  }
  const said = await input.deprecated(name, version)
  if (said !== undefined)
    add(/^\s*yanked\b/i.test(said) ? 'bad' : 'note', `its author says: ${said}`)
  const isThisOne = (one: SignedPackage) => isSame(one, connector)
  for (const { why } of input.signatures?.invalid.filter(isThisOne) ?? []) add('bad', why)
  for (const { why } of input.signatures?.doubtful.filter(isThisOne) ?? []) add('note', why)
  const { scripts } = packageJson
  const asked = ['preinstall', 'install', 'postinstall'].filter(
    (one) => isJsonObject(scripts) && one in scripts,
  )
  if (asked.length > 0)
    add('note', `it has scripts for its installation, which rev does not run: ${asked.join(', ')}`)
  return found
}

async function addPin(
  connector: ConnectorPackage,
  pin: ConnectorPin,
  add: (severity: AuditFinding['severity'], message: string) => void,
): Promise<void> {
  try {
    await checkPin(connector, pin)
  } catch (error) {
    if (!isRevError(error)) throw error
    add('bad', error.message)
  }
}
