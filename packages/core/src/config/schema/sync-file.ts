import { z } from 'zod'
import { syncModes } from '../../project.ts'
import { deliveryOptions } from './delivery-options.ts'
import { mapping } from './mapping.ts'
import { duration, oneOrMore } from './shared-shapes.ts'

/** How a sync reads only what is new. */
export const cursorOptions = z
  .strictObject({
    column: z
      .string()
      .min(1)
      .meta({
        description:
          'A column of the model that grows whenever a row is written: a date, a time, or a whole number.',
        examples: ['updated_at'],
      }),
    lag: z.union([duration, z.int().min(0)]).meta({
      description:
        'How far before the highest value that was read the next run begins: longer than any transaction is open. A whole number for a column of whole numbers.',
      examples: ['10m', 1000],
    }),
  })
  .meta({
    description:
      'Reads only rows that are new by a column, for models that are too large to compare; records that leave the model are not seen.',
  })

/** A sync. */
export const syncFile = z
  .strictObject({
    model: z
      .string()
      .min(1)
      .meta({ description: 'A model of models/, or one of the dbt project.' }),
    destination: z.string().min(1).meta({ description: 'A destination of rev.yaml.' }),
    object: z.string().min(1).meta({ description: 'What is written to in the destination.' }),
    mode: z.enum(syncModes).meta({ description: 'What the sync keeps true.' }),
    key: oneOrMore.optional().meta({
      description:
        'The column or columns that identify a record; may be left out where the model names them.',
    }),
    match: oneOrMore.optional().meta({
      description:
        "Destination fields by which a record is found. Without it, the first set of the object's that is mapped.",
    }),
    map: mapping,
    filter: z
      .string()
      .min(1)
      .optional()
      .meta({
        description:
          "A SQL condition on the model's columns; rows that do not meet it are not records.",
        examples: ["country = 'SE' and not is_test"],
      }),
    cursor: cursorOptions.optional(),
    on_remove: z.enum(['delete', 'clear']).optional().meta({
      description:
        'mode `mirror`: whether a record that leaves the model is deleted, or its mapped fields are cleared.',
      default: 'delete',
    }),
    on_change: z.enum(['append', 'ignore']).optional().meta({
      description: 'mode `append`: whether a changed record is appended again.',
      default: 'ignore',
    }),
    ...deliveryOptions,
  })
  .meta({ title: 'rev sync', description: 'syncs/*.yaml: a model, where it goes and how.' })

/** A sync as it is written. */
export type SyncFile = z.infer<typeof syncFile>
