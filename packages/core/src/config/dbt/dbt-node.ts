import { z } from 'zod'

const constraint = z.object({
  type: z.string(),
  columns: z.array(z.string()).nullish(),
})

const nodeColumn = z.object({
  name: z.string(),
  description: z.string().nullish(),
  data_type: z.string().nullish(),
  constraints: z.array(constraint).nullish(),
})

/** What rev reads of a model, seed or snapshot in a manifest. */
export const dbtNode = z.object({
  unique_id: z.string(),
  name: z.string(),
  package_name: z.string(),
  resource_type: z.enum(['model', 'seed', 'snapshot']),
  original_file_path: z.string(),
  description: z.string().nullish(),
  relation_name: z.string().nullish(),
  config: z.object({ materialized: z.string().nullish() }),
  columns: z.record(z.string(), nodeColumn).nullish(),
  constraints: z.array(constraint).nullish(),
  version: z.union([z.string(), z.number()]).nullish(),
  latest_version: z.union([z.string(), z.number()]).nullish(),
})

/** What rev reads of a test in a manifest. */
export const dbtTest = z.object({
  unique_id: z.string(),
  name: z.string(),
  column_name: z.string().nullish(),
  attached_node: z.string().nullish(),
  depends_on: z.object({ nodes: z.array(z.string()) }),
  config: z.object({ where: z.string().nullish() }),
  test_metadata: z
    .object({
      name: z.string(),
      namespace: z.string().nullish(),
      kwargs: z.record(z.string(), z.unknown()),
    })
    .nullish(),
})

/** A model, seed or snapshot. */
export type DbtNode = z.infer<typeof dbtNode>

/** A test, of a model or of what a query of its own says. */
export type DbtTest = z.infer<typeof dbtTest>
