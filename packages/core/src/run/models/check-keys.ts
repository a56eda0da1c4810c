import type { Cell } from '../../local-database.ts'
import type { ModelFinding } from '../../model-reports.ts'
import { stageModel } from '../../read/stage.ts'
import { quoteName } from '../../sql.ts'
import { readRequest } from '../prepare-sync.ts'
import type { EngineServices } from '../run-scope.ts'
import type { OpenModel } from './open-model.ts'
import { openScratch } from './preview-model.ts'

const samplesMax = 5

/** Reads a whole model and looks whether its key, or each that its syncs name, identifies each row. */
export async function checkKeys(
  services: EngineServices,
  opened: OpenModel,
): Promise<readonly ModelFinding[]> {
  const { model } = opened
  const users = [...services.project.syncs.values()].filter(
    (sync) => sync.model.name === model.name,
  )
  const keys = model.key === undefined ? users.map(({ key }) => key) : [model.key]
  const different = new Map(keys.map((key) => [JSON.stringify(key), key]))
  const findings: ModelFinding[] = []
  for (const key of different.values()) findings.push(...(await checkKey(services, opened, key)))
  return findings
}

async function checkKey(
  services: EngineServices,
  { model, source, columns, signal }: OpenModel,
  key: readonly string[],
): Promise<readonly ModelFinding[]> {
  await using database = await openScratch(services)
  const request = readRequest(services.project, { model })
  const stage = await stageModel({ database, source, request, columns, signal })
  const names = key.map(quoteName)
  const isNull = names.map((name) => `${name} IS NULL`).join(' OR ')
  const text = `to_json([${names.map((name) => `${name}::VARCHAR`).join(', ')}])::VARCHAR`
  const [found] = await database.rows(
    `WITH grouped AS (
      SELECT ${names.join(', ')}, count(*) AS copies, ${isNull} AS is_null
      FROM (${stage.select}) GROUP BY ${names.join(', ')}
    ) SELECT
      coalesce(sum(copies) FILTER (WHERE is_null), 0)::BIGINT,
      coalesce(sum(copies - 1) FILTER (WHERE copies > 1 AND NOT is_null), 0)::BIGINT,
      to_json(min(${text}, ${samplesMax}) FILTER (WHERE copies > 1 AND NOT is_null))::VARCHAR
    FROM grouped`,
  )
  const [nulls = 0, twins = 0, samples] = found ?? []
  const list = key.join(', ')
  const base = { model: model.name, severity: 'error', place: model.place } as const
  return [
    ...(Number(nulls) === 0
      ? []
      : [
          {
            ...base,
            rule: 'key-null' as const,
            message: `${amount(nulls, 'has', 'have')} no key (${list}).`,
            hint: 'Leave them out in the SQL, or choose a key that every row has.',
          },
        ]),
    ...(Number(twins) === 0
      ? []
      : [
          {
            ...base,
            rule: 'key-not-unique' as const,
            message: `${amount(twins, 'shares its', 'share their')} key (${list}) with another row: ${keysText(samples)}.`,
            hint: 'Make the key unique in the SQL, or add the column that tells the rows apart.',
          },
        ]),
  ]
}

function amount(rows: Cell, one: string, several: string): string {
  return Number(rows) === 1 ? `1 row ${one}` : `${String(rows)} rows ${several}`
}

function keysText(samples: Cell | undefined): string {
  const keys = JSON.parse(typeof samples === 'string' ? samples : '[]') as readonly string[]
  return keys.map((key) => (JSON.parse(key) as readonly string[]).join(' ')).join(', ')
}
