import type { ProjectSchemas } from '@revetl/core'
import type { ProjectConnectors } from '@revetl/registry'
import type { RevError } from '@revetl/sdk'
import { tryProject } from './try-project.ts'

/** A JSON Schema for each kind of project file. */
export type Schemas = ProjectSchemas

/** The schemas of a project with its connectors in them, and what is wrong with those that are left out. */
export async function composeSchemas(
  projectPath: string,
  connectors: ProjectConnectors,
): Promise<{ readonly schemas: Schemas; readonly problems: readonly RevError[] }> {
  const { projectSchema } = await import('@revetl/core')
  const survey = await connectors.survey()
  // A project that is still being written is what schemas are for: its own names are left out then.
  const { project, used } = await tryProject(projectPath, connectors)
  const installed = new Set(survey.connectors.map(({ folder }) => folder))
  const byPath = used
    .filter(({ connector }) => !installed.has(connector.folder))
    // Files name it by its path, so that is what the schema has to know it by.
    .map(({ connector, reference }) => ({ ...connector, packageName: reference }))
  return {
    schemas: projectSchema([...survey.connectors, ...byPath], project),
    problems: survey.problems,
  }
}
