import { RevError } from '@revetl/sdk'
import { suggestName } from '@revetl/sdk/host'
import type { Connection } from '../connection.ts'
import type { Project } from '../project.ts'

/** Every connection of a project, destinations first. */
export function allConnections({ sources, destinations }: Project): readonly Connection[] {
  return [...destinations.values(), ...sources.values()]
}

/** The connection of a name. @throws `REV_CONFIG_REFERENCE` where the project has none */
export function findConnection(project: Project, name: string): Connection {
  const connections = allConnections(project)
  const found = connections.find((connection) => connection.name === name)
  if (found !== undefined) return found
  const names = connections.map((connection) => connection.name)
  throw new RevError(
    'REV_CONFIG_REFERENCE',
    `Failed to find the connection ${name}: rev.yaml has none of this name.`,
    { hint: suggestName(name, names) },
  )
}
