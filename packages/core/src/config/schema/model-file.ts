import { z } from 'zod'
import { contract } from './contract.ts'
import { oneOrMore } from './shared-shapes.ts'

const common = {
  source: z.string().min(1).optional().meta({
    description: 'A source of rev.yaml; may be left out when there is exactly one.',
  }),
  key: oneOrMore.optional().meta({
    description: 'The column or columns that identify a record.',
    examples: ['id', ['account', 'user']],
  }),
  description: z.string().min(1).optional().meta({ description: 'What its rows are, for people.' }),
  contract: contract.optional(),
}

const description =
  'models/*.yaml: a query, a table, files or a model of dbt whose rows are records.'

/** A model in YAML: exactly one of `sql`, `table`, `files` and `dbt`. */
export const modelFile = z
  .union([
    z.strictObject({
      ...common,
      sql: z.string().min(1).meta({ description: 'One SELECT in the SQL of the source.' }),
    }),
    z.strictObject({
      ...common,
      table: oneOrMore.meta({
        description: '`table` or `schema.table`; a list where a name holds a dot.',
        examples: ['public.customers', ['public', 'customers']],
      }),
    }),
    z.strictObject({
      ...common,
      files: oneOrMore.meta({
        description: 'Paths or globs of data files, relative to the project.',
        examples: ['data/movies.csv', ['data/2025/*.parquet', 'data/2026/*.parquet']],
      }),
    }),
    z.strictObject({
      ...common,
      dbt: z
        .string()
        .min(1)
        .meta({
          description:
            'A model, seed or snapshot of the dbt project: `name`, `package.name` or `name.v2`.',
          examples: ['customers'],
        }),
    }),
  ])
  .meta({ title: 'rev model', description })

/** A model file as it is written. */
export type ModelFile = z.infer<typeof modelFile>
