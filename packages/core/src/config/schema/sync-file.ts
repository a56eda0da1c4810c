import { z } from 'zod'
import { syncModes } from '../../project.ts'
import { deliveryOptions } from './delivery-options.ts'
import { mapping } from './mapping.ts'
import { oneOrMore } from './names.ts'

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
