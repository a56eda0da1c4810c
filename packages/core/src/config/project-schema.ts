import type { InstalledConnector } from '../connector.ts'
import { connectionSchema, connectorKey } from './editor/connection-schema.ts'
import type { JsonSchema } from './schema/file-fit.ts'
import { fileSchema } from './schema/json-schemas.ts'
import { syncSchema, type ProjectNames } from './editor/sync-schema.ts'

/** A JSON Schema for each kind of project file, for editors. */
export interface ProjectSchemas {
  /** rev.yaml. */
  readonly project: JsonSchema
  /** models/*.yaml. */
  readonly model: JsonSchema
  /** syncs/*.yaml. */
  readonly sync: JsonSchema
}

/**
 * The schemas of a project's files with the configuration of every installed connector in them, whoever made it. They
 * are composed of the definition that `loadProject` checks with, and of the connectors' manifests; no code is run.
 */
export function projectSchema(
  connectors: readonly InstalledConnector[],
  names?: ProjectNames,
): ProjectSchemas {
  return {
    project: composeProject(connectors),
    model: composeModel(names),
    sync: syncSchema(fileSchema('sync'), names),
  }
}

function composeProject(connectors: readonly InstalledConnector[]): JsonSchema {
  const base = fileSchema('project')
  const properties = base['properties'] as Readonly<Record<string, JsonSchema>>
  const composed = connectors.map((connector) => ({
    kind: connector.manifest.kind,
    key: connectorKey(connector),
    ...connectionSchema(connector),
  }))
  const section = (kind: 'source' | 'destination', name: string): JsonSchema => {
    const known = composed.filter((one) => one.kind === kind)
    const references = known.map(({ key }) => ({ $ref: `#/$defs/${key}` }))
    const ids = known.flatMap(({ names: all }) => all)
    return {
      ...properties[name],
      additionalProperties: { anyOf: [...references, otherConnector(ids)] },
    }
  }
  return {
    ...base,
    properties: {
      ...properties,
      sources: section('source', 'sources'),
      destinations: section('destination', 'destinations'),
    },
    $defs: {
      ...(base['$defs'] as JsonSchema | undefined),
      ...Object.fromEntries(composed.flatMap(({ definitions }) => definitions)),
    },
  }
}

/** A connector by path, or one that is not installed yet. */
function otherConnector(known: readonly string[]): JsonSchema {
  return {
    type: 'object',
    properties: {
      connector: {
        type: 'string',
        description: 'The id, package name or path of an installed connector.',
        ...(known.length === 0 ? {} : { not: { enum: known } }),
      },
    },
    required: ['connector'],
  }
}

function composeModel(names: ProjectNames | undefined): JsonSchema {
  const base = fileSchema('model')
  if (names === undefined) return base
  const source = { enum: [...names.sources.keys()] }
  const branches = base['anyOf'] as readonly JsonSchema[]
  return {
    ...base,
    anyOf: branches.map((branch) => {
      const properties = branch['properties'] as Readonly<Record<string, JsonSchema>>
      return {
        ...branch,
        properties: { ...properties, source: { ...properties['source'], ...source } },
      }
    }),
  }
}
