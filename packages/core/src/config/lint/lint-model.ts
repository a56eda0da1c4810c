import type { FilePlace } from '@revetl/sdk'
import type { ModelFinding } from '../../model-reports.ts'
import type { Model } from '../../model.ts'
import type { Project, Sync } from '../../project.ts'
import { columnsOf } from '../check-columns.ts'
import { sqlPlace } from '../sql/sql-place.ts'
import { lintSql, type SqlFinding } from './lint-sql.ts'

/** What in a model is probably not meant, by its files alone. */
export function lintModel(
  model: Model,
  project: Pick<Project, 'models' | 'syncs'>,
): readonly ModelFinding[] {
  const users = [...project.syncs.values()].filter((sync) => sync.model.name === model.name)
  const isReferred = [...project.models.values()].some(({ refs }) => refs?.includes(model.name))
  const finding = (
    { rule, message, hint }: Pick<ModelFinding, 'rule' | 'message' | 'hint'>,
    place: FilePlace,
  ): ModelFinding => ({ model: model.name, rule, severity: 'warning', message, hint, place })
  return [
    ...(isReferred ? [] : useFindings(model, users).map((one) => finding(one, model.place))),
    ...queryFindings(model, users).map((one) =>
      finding(one, sqlPlace(model, sqlOf(model), one.offset)),
    ),
  ]
}

function useFindings(
  model: Model,
  users: readonly Sync[],
): readonly Pick<ModelFinding, 'rule' | 'message' | 'hint'>[] {
  if (users.length > 0) return []
  const unused = {
    rule: 'unused',
    message: 'No sync uses the model.',
    hint: 'Name it in a sync, or remove the file.',
  } as const
  if (model.key !== undefined) return [unused]
  const isSql = model.place.file.endsWith('.sql')
  return [
    unused,
    {
      rule: 'missing-key',
      message: 'The model does not say which columns identify a record.',
      hint: `Add \`${isSql ? '-- ' : ''}key: …\`, so that each sync of it has the same.`,
    },
  ]
}

function queryFindings(model: Model, users: readonly Sync[]): readonly SqlFinding[] {
  // What dbt makes is dbt's; its relation is no query of ours.
  if (model.query.kind !== 'sql' || model.dbt !== undefined) return []
  return lintSql(sqlOf(model)).filter(
    ({ rule, column }) =>
      rule !== 'moving-value' ||
      column === undefined ||
      users.length === 0 ||
      users.some((sync) => isMapped(sync, column)),
  )
}

function isMapped(sync: Sync, column: string): boolean {
  const names = sync.fields.flatMap(({ expression }) => columnsOf(expression))
  return sync.isAllColumns || names.some((one) => one.column.toLowerCase() === column.toLowerCase())
}

function sqlOf({ ownSql, query }: Model): string {
  return ownSql ?? (query.kind === 'sql' ? query.sql : '')
}
