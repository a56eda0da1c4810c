import { goodFiles } from '../project-fixture.ts'

type Json = Readonly<Record<string, unknown>>

const schemas = 'https://schemas.getdbt.com/dbt'

/** A model as dbt 1.8 and newer write it into a manifest, as far as rev looks. */
export function modelNode(name: string, more: Json = {}): Json {
  return {
    unique_id: `model.shop.${name}`,
    name,
    package_name: 'shop',
    resource_type: 'model',
    original_file_path: `models/${name}.sql`,
    description: '',
    relation_name: `"shop"."main"."${name}"`,
    config: { materialized: 'table' },
    columns: {},
    constraints: [],
    ...more,
  }
}

/** A generic test of a column. */
export function columnTest(test: string, model: string, column: string, more: Json = {}): Json {
  const id = `test.shop.${test}_${model}_${column}`
  return {
    unique_id: id,
    name: `${test}_${model}_${column}`,
    resource_type: 'test',
    column_name: column,
    attached_node: `model.shop.${model}`,
    depends_on: { nodes: [`model.shop.${model}`] },
    config: { where: null, severity: 'ERROR' },
    test_metadata: { name: test, namespace: null, kwargs: { column_name: column } },
    ...more,
  }
}

/** A test of several columns, as dbt_utils has it. */
export function combinationTest(model: string, columns: readonly string[]): Json {
  return columnTest('unique_combination_of_columns', model, columns.join('_'), {
    column_name: null,
    test_metadata: {
      name: 'unique_combination_of_columns',
      namespace: 'dbt_utils',
      kwargs: { combination_of_columns: columns },
    },
  })
}

/** A manifest.json of these nodes. */
export function manifest(nodes: readonly Json[], more: Json = {}, version = 12): string {
  return JSON.stringify({
    metadata: {
      dbt_schema_version: `${schemas}/manifest/v${version}.json`,
      dbt_version: '1.11.0',
      generated_at: '2026-01-31T10:00:00.000000Z',
      invocation_id: 'first',
    },
    nodes: Object.fromEntries(nodes.map((node) => [node['unique_id'], node])),
    unit_tests: {},
    disabled: {},
    ...more,
  })
}

/** A catalog.json that has the columns of one model, in order. */
export function catalog(id: string, columns: Readonly<Record<string, string>>): string {
  const entries = Object.entries(columns).map(([name, type], index) => [
    name,
    { name, type, index: index + 1, comment: null },
  ])
  return JSON.stringify({
    metadata: {
      dbt_schema_version: `${schemas}/catalog/v1.json`,
      generated_at: '2026-01-31T10:00:00Z',
    },
    nodes: { [id]: { unique_id: id, columns: Object.fromEntries(entries) } },
    sources: {},
  })
}

/** A run_results.json with the status of each node. */
export function runResults(
  statuses: Readonly<Record<string, string>>,
  { command = 'build', version = 6, ...metadata }: Json = {},
): string {
  return JSON.stringify({
    metadata: {
      dbt_schema_version: `${schemas}/run-results/v${String(version)}.json`,
      generated_at: '2026-01-31T10:01:00.000000Z',
      invocation_id: 'first',
      ...metadata,
    },
    args: { which: command },
    results: Object.entries(statuses).map(([id, status]) => ({
      unique_id: id,
      status,
      failures: id.startsWith('test.') ? (['pass', 'skipped'].includes(status) ? 0 : 3) : null,
      message: status === 'error' ? 'Catalog Error: no table\n  at line 1' : null,
    })),
  })
}

/** The files of a project whose sync `people` names the model `customers` of a dbt project beside it. */
export function dbtFiles(
  nodes: readonly Json[],
  more: Readonly<Record<string, string | undefined>> = {},
): Record<string, string | undefined> {
  return {
    'rev.yaml': `${goodFiles['rev.yaml']}dbt: { project: ../dbt }\n`,
    'models/people.sql': undefined,
    'syncs/people.yaml': goodFiles['syncs/people.yaml'].replace(
      'model: people',
      'model: customers',
    ),
    '../dbt/target/manifest.json': manifest(nodes),
    ...more,
  }
}
