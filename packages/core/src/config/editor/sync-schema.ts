import type { FieldDefinition, ManifestObject } from '@revetl/sdk'
import type { Connection } from '../../connection.ts'
import type { Project } from '../../project.ts'
import type { JsonSchema } from '../schema/file-fit.ts'

/** What a project has already, so that names can be completed; a loaded `Project` is one. */
export type ProjectNames = Pick<Project, 'models' | 'sources' | 'destinations' | 'dbt'>

/** The schema of syncs with the names of a project in it: models, destinations, their objects and fields. */
export function syncSchema(base: JsonSchema, names: ProjectNames | undefined): JsonSchema {
  if (names === undefined) return base
  const properties = base['properties'] as Readonly<Record<string, JsonSchema>>
  const oneOf = (key: string, choices: Iterable<string>): JsonSchema => ({
    ...properties[key],
    enum: [...choices],
  })
  return {
    ...base,
    properties: {
      ...properties,
      // A dbt project has more models than those that syncs name already.
      model: names.dbt ? (properties['model'] ?? {}) : oneOf('model', names.models.keys()),
      destination: oneOf('destination', names.destinations.keys()),
    },
    allOf: [...names.destinations.values()].flatMap(destinationRules),
  }
}

/** What the choice of a destination means for `object`, and that of an object for `map`. */
function destinationRules({ name, connector }: Connection): readonly JsonSchema[] {
  const { objects, dynamicObject } = connector.manifest
  const known = Object.keys(objects)
  const object =
    dynamicObject === undefined ? { enum: known } : { anyOf: [{ enum: known }, { type: 'string' }] }
  const rule = when({ destination: name }, { object })
  const fieldRules = Object.entries(objects).map(([one, definition]) =>
    when({ destination: name, object: one }, { map: mapRule(definition) }),
  )
  return [rule, ...fieldRules]
}

function when(values: Readonly<Record<string, string>>, then: JsonSchema): JsonSchema {
  const conditions = Object.entries(values).map(([key, value]) => [key, { const: value }])
  return {
    if: { properties: Object.fromEntries(conditions), required: Object.keys(values) },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: { properties: then },
  }
}

/** Keywords that say nothing about the text `all`. */
function mapRule({ fields, isOpen }: ManifestObject): JsonSchema {
  const writable = Object.entries(fields).filter(([, { readOnly }]) => readOnly !== true)
  return {
    properties: Object.fromEntries(
      writable.map(([name, definition]) => [name, { description: fieldWords(definition) }]),
    ),
    ...(isOpen ? {} : { propertyNames: { enum: ['*', ...Object.keys(fields)] } }),
  }
}

function fieldWords({ title, description, type, required, maxLength }: FieldDefinition): string {
  const facts = [
    type,
    ...(required === true ? ['required'] : []),
    ...(maxLength === undefined ? [] : [`at most ${maxLength} characters`]),
  ].join(', ')
  return [title, description, facts].filter((part) => part !== undefined).join(' · ')
}
