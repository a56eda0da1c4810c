import { valueTypes } from '@revetl/sdk'
import { z } from 'zod'
import { duration } from './shared-shapes.ts'

const column = z.strictObject({
  type: z.enum(valueTypes).optional().meta({ description: "rev's type of the column." }),
  not_null: z.boolean().optional().meta({ description: 'Whether each row has a value.' }),
  unique: z.boolean().optional().meta({ description: 'Whether no two rows share a value.' }),
  accepted_values: z
    .array(z.union([z.string(), z.number(), z.boolean()]))
    .min(1)
    .optional()
    .meta({ description: 'The only values besides null.', examples: [['open', 'closed']] }),
})

/** What a model promises, whoever makes it. */
export const contract = z
  .strictObject({
    columns: z
      .record(z.string().min(1), column)
      .optional()
      .meta({ description: 'Columns that the model has, and what holds for each.' }),
    freshness: z
      .strictObject({
        column: z
          .string()
          .min(1)
          .meta({ description: 'A date or timestamp; without a zone, in UTC.' }),
        max_age: duration.meta({
          description: 'How old its newest value may be.',
          examples: ['24h'],
        }),
      })
      .optional()
      .meta({
        description:
          'How old the newest row may be: `column`, a date or timestamp (in UTC where it has no zone), and `max_age`, such as `24h`.',
      }),
    on_violation: z.enum(['fail', 'warn']).optional().meta({
      description:
        'Whether a row that breaks it stops the run before anything is sent, or is only noted.',
      default: 'fail',
    }),
  })
  .meta({ description: 'What has to hold for the rows before a run sends any of them.' })

/** The comment lines of a SQL file that are YAML. */
export const sqlHeader = z.strictObject({ contract })

/** A contract as it is written. */
export type ContractFile = z.infer<typeof contract>
