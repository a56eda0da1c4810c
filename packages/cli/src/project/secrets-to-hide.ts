import type { Project } from '@revetl/core'

/** The values to mask in all output; not those that are words of the project itself, such as `postgres`. */
export function secretsToHide(
  project: Pick<Project, 'sources' | 'destinations' | 'syncs' | 'brokenSyncs' | 'tokenKey'>,
): string[] {
  const connections = [...project.sources.values(), ...project.destinations.values()]
  const words = new Set([
    ...project.syncs.keys(),
    ...project.brokenSyncs.keys(),
    ...connections.flatMap(({ name, connector: { manifest } }) => [name, manifest.id]),
  ])
  const secrets = connections.flatMap(({ secrets: own }) => own)
  return [...secrets, project.tokenKey ?? ''].filter(
    (secret) => secret !== '' && !words.has(secret),
  )
}
