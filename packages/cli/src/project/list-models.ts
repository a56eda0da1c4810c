import type { Model, Project } from '@revetl/core'

/** A model in a list. */
export interface ListedModel {
  readonly name: string
  readonly kind: 'sql' | 'table' | 'files' | 'dbt'
  /** Undefined for a model of dbt that no sync names yet. */
  readonly source: string | undefined
  readonly key: readonly string[] | undefined
  /** Names of syncs. */
  readonly usedBy: readonly string[]
  readonly description: string | undefined
}

/** The models of a project by name. */
export async function listModels(
  project: Project,
  { hasAllDbt }: { readonly hasAllDbt: boolean },
): Promise<readonly ListedModel[]> {
  const names = hasAllDbt ? ((await project.dbt?.names()) ?? []) : []
  const more = names
    .filter((name) => !project.models.has(name))
    .map((name): ListedModel => ({ ...nothing, name }))
  const listed = [...project.models.values()].map((model) => listModel(project, model))
  return [...listed, ...more].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

const nothing = {
  kind: 'dbt',
  source: undefined,
  key: undefined,
  usedBy: [],
  description: undefined,
} as const

function listModel({ syncs }: Project, model: Model): ListedModel {
  const { name, dbt, query, source, key, description } = model
  return {
    name,
    kind: dbt === undefined ? query.kind : 'dbt',
    source: source.name,
    key,
    usedBy: [...syncs.values()].filter((sync) => sync.model.name === name).map((sync) => sync.name),
    description,
  }
}
