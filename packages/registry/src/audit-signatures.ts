import type { ConnectorPackage } from './connector-package.ts'
import type { ConnectorPin, ConnectorPins } from './lock-file.ts'
import {
  verifySignatures,
  type ProvenPackage,
  type SignatureFault,
  type SignatureVerdicts,
} from './npm/verify-signatures.ts'
import { npmIntegrity } from './pin-connector.ts'

/** The connectors of a project and their pins. */
export interface InstalledConnectors {
  readonly connectors: readonly ConnectorPackage[]
  readonly pins: ConnectorPins
}

/**
 * Lets npm verify the signatures and the provenance of what is installed in a project.
 * @returns verdicts in which the provenance of a connector is about the tarball that is installed.
 */
export async function auditSignatures(
  projectPath: string,
  installed: InstalledConnectors,
): Promise<SignatureVerdicts> {
  return holdAgainstInstalled(await verifySignatures(projectPath), installed)
}

/** npm verifies what the registry has now, which need not be what it had when the connector was installed. */
export async function holdAgainstInstalled(
  verdicts: SignatureVerdicts,
  { connectors, pins }: InstalledConnectors,
): Promise<SignatureVerdicts> {
  const provenance: ProvenPackage[] = []
  const invalid: SignatureFault[] = []
  const doubtful: SignatureFault[] = []
  for (const proven of verdicts.provenance) {
    const { name, version, integrity } = proven
    const connector = connectors.find((one) => one.name === name && one.version === version)
    const installed = connector && (await installedIntegrity(connector, pins[name]))
    if (connector === undefined || installed === integrity) provenance.push(proven)
    else if (installed === undefined) doubtful.push({ name, version, why: unknownTarball })
    else invalid.push({ name, version, why: otherTarball })
  }
  return {
    provenance,
    invalid: [...verdicts.invalid, ...invalid],
    doubtful: [...verdicts.doubtful, ...doubtful],
    problem: verdicts.problem,
  }
}

const otherTarball = 'its provenance is about another tarball than the one that is installed'
const unknownTarball =
  'its provenance is about the tarball in the registry, and nothing says that this one is installed'

/** The sha512 of the tarball that was installed, as npm noted it, or as it was pinned. */
async function installedIntegrity(
  connector: ConnectorPackage,
  pin: ConnectorPin | undefined,
): Promise<string | undefined> {
  const noted = (await npmIntegrity(connector)) ?? pin?.integrity
  return noted?.split(/\s+/).find((one) => one.startsWith('sha512-'))
}
