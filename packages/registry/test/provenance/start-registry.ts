import { createServer } from 'node:http'
import { listenLocally } from './local-server.ts'
import type { RegistryKey } from './registry-key.ts'
import { integrityOf, type Release } from './release.ts'

/** What a registry says of a release. */
export interface Publication {
  readonly release: Release
  readonly signatures: readonly object[]
  /** Bundles of sigstore; none where nothing was attested. */
  readonly attestations?: readonly object[]
}

/** A registry on 127.0.0.1 that has one package. */
export interface Registry {
  readonly url: string
  /** From now on it says this. */
  readonly publish: (publication: Publication) => void
}

/** Starts a registry that publishes a key. */
export async function startRegistry(key: RegistryKey): Promise<Registry> {
  let answers: Readonly<Record<string, object>> = {}
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? '']
    if (answer === undefined) response.writeHead(404).end('{}')
    else if (answer instanceof Uint8Array) response.end(answer)
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
  })
  const url = await listenLocally(server)
  return {
    url,
    publish: (publication) => {
      answers = { '/-/npm/v1/keys': { keys: [key.published] }, ...answersOf(url, publication) }
    },
  }
}

/** By path, what a registry answers about a release. */
function answersOf(
  url: string,
  { release, signatures, attestations }: Publication,
): Record<string, object> {
  const { name, version, tarball } = release
  const tarballPath = `/${name}/-/${name}-${version}.tgz`
  const attestationsPath = `/-/npm/v1/attestations/${name}@${version}`
  const predicateType = 'https://slsa.dev/provenance/v1'
  const dist = {
    tarball: `${url}${tarballPath}`,
    integrity: integrityOf(release),
    signatures,
    ...(attestations && {
      attestations: { url: `${url}${attestationsPath}`, provenance: { predicateType } },
    }),
  }
  return {
    [`/${name}`]: {
      name,
      'dist-tags': { latest: version },
      versions: { [version]: { name, version, dist } },
      time: { [version]: '2026-11-01T00:00:00.000Z' },
    },
    [tarballPath]: tarball,
    ...(attestations && {
      [attestationsPath]: {
        attestations: attestations.map((bundle) => ({ predicateType, bundle })),
      },
    }),
  }
}
