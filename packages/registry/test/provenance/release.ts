import { createHash } from 'node:crypto'
import { connectorFiles, tarballOf } from '../fixture.ts'

/** A version of a package as its author built it. */
export interface Release {
  readonly name: string
  readonly version: string
  readonly tarball: Uint8Array
}

/** A release of a connector; another code makes another tarball. */
export async function connectorRelease(name: string, code?: string): Promise<Release> {
  const connector = { name, kind: 'destination', id: 'acme' } as const
  const files = connectorFiles('.', code === undefined ? connector : { ...connector, code })
  return { name, version: '1.2.3', tarball: await tarballOf(files) }
}

const sha512 = ({ tarball }: Release) => createHash('sha512').update(tarball)

/** What npm holds a tarball against. */
export const integrityOf = (release: Release): string =>
  `sha512-${sha512(release).digest('base64')}`

/**
 * What a build says of the tarball that it made.
 * @see https://slsa.dev/spec/v1.0/provenance
 */
export function provenanceOf(release: Release): object {
  const repository = 'https://github.com/acme/rev-destination-acme'
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [
      {
        name: `pkg:npm/${release.name}@${release.version}`,
        digest: { sha512: sha512(release).digest('hex') },
      },
    ],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: 'https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1',
        externalParameters: {
          workflow: { ref: 'refs/tags/v1.2.3', repository, path: '.github/workflows/release.yml' },
        },
      },
      runDetails: { builder: { id: 'https://github.com/actions/runner/github-hosted' } },
    },
  }
}
