import type { ConnectorPackage, SignatureVerdicts } from '@revetl/registry'

/** Whose provenance is proven; a proof that could not be made is never left out. */
export function provenanceText(
  connectors: readonly Pick<ConnectorPackage, 'name' | 'version'>[],
  signatures: SignatureVerdicts | undefined,
): string {
  if (signatures === undefined) return 'Provenance: not verified, since nothing was asked.'
  const { problem, provenance } = signatures
  if (problem !== undefined) return `Provenance: could not be verified: ${problem}.`
  const proven = connectors.filter((connector) =>
    provenance.some(
      ({ name, version }) => name === connector.name && version === connector.version,
    ),
  )
  const names = proven.map(({ name, version }) => `${name} ${version}`).join(', ')
  return `Provenance: verified by npm for ${names || 'none of them'}.`
}
