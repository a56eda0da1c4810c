import { RevError, type Column } from '@revetl/sdk'
import { suggestName } from '@revetl/sdk/host'
import { openSource } from '../../host/open-source.ts'
import type { OpenSource } from '../../open-connections.ts'
import type { Model } from '../../model.ts'
import { describeColumns } from '../describe-model.ts'
import type { EngineServices } from '../run-scope.ts'
import { asRevError } from '../as-rev-error.ts'

/** A model with its source open. */
export interface OpenModel {
  readonly model: Model
  readonly source: OpenSource
  readonly columns: readonly Column[]
  readonly signal: AbortSignal
}

/**
 * The model of a name: one of the project, else one of dbt.
 * @throws `REV_CONFIG_REFERENCE`
 */
export async function findModel({ project }: EngineServices, name: string): Promise<Model> {
  const found = project.models.get(name)
  if (found !== undefined) return found
  if (project.dbt !== undefined) return project.dbt.model(name)
  throw new RevError('REV_CONFIG_REFERENCE', `Failed to find the model ${name}: there is none.`, {
    hint: suggestName(name, [...project.models.keys()]),
  })
}

/** Opens the source of a model, asks for its columns, and closes it after the work. */
export async function withModel<Result>(
  services: EngineServices,
  model: Model,
  work: (opened: OpenModel) => Promise<Result>,
  signal: AbortSignal = new AbortController().signal,
): Promise<Result> {
  await using source = await openSource(model.source, services.host)
  try {
    const columns = await describeColumns(services.project, { model }, source, signal)
    return await work({ model, source, columns, signal })
  } catch (error) {
    throw asRevError(error, signal, source.redact)
  }
}
