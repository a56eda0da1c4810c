import { lintModel } from '../../config/lint/lint-model.ts'
import type { ModelFinding } from '../../model-reports.ts'
import type { Model } from '../../model.ts'
import type { EngineServices } from '../run-scope.ts'
import { checkKeys } from './check-keys.ts'
import { withModel } from './open-model.ts'

/** What in models is probably not meant; with `hasData` their rows are read as well. */
export async function lintModels(
  services: EngineServices,
  models: readonly Model[],
  { hasData, signal }: { readonly hasData: boolean; readonly signal?: AbortSignal },
): Promise<readonly ModelFinding[]> {
  const findings: ModelFinding[] = []
  for (const model of models) {
    findings.push(...lintModel(model, services.project))
    if (!hasData) continue
    findings.push(
      ...(await withModel(services, model, (opened) => checkKeys(services, opened), signal)),
    )
  }
  return findings
}
