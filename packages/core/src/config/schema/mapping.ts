import { z } from 'zod'
import { runVariables } from '../../mapped-field.ts'
import { functionOptions } from './functions.ts'
import type { ExpressionFile, FieldFile } from './mapping-types.ts'

/** How a value is made. */
export const expression: z.ZodType<ExpressionFile> = z
  .lazy(() => z.union([columnName, ...forms({})]))
  .meta({ id: 'expression', title: 'value', description: 'A column, or how a value is made.' })

const columnName = z.string().min(1).meta({ description: "One of the model's columns." })

const apply = z
  .lazy(() => z.array(functionOptions(expression)).max(20))
  .optional()
  .meta({ description: 'Functions in their order; the value is the first argument of each.' })

/** A destination field. */
export const mappedField: z.ZodType<FieldFile> = z
  .union([
    columnName,
    ...forms({
      nulls: z
        .enum(['send', 'omit'])
        .optional()
        .meta({ description: '`omit` leaves the field alone when the value is null.' }),
      write: z.enum(['always', 'if_empty', 'on_create']).optional().meta({
        description:
          '`if_empty` fills the field only where the destination has nothing in it; `on_create` sets it for new records only.',
        default: 'always',
      }),
    }),
  ])
  .meta({ id: 'field', title: 'field', description: 'Where the value of a field comes from.' })

function forms<Extra extends z.ZodRawShape>(extra: Extra) {
  const form = <Shape extends z.ZodRawShape>(shape: Shape) =>
    z.strictObject({ ...shape, apply, ...extra })
  return [
    form({ column: columnName }),
    form({ constant: z.json().meta({ description: 'The same value for every record.' }) }),
    form({ variable: z.enum(runVariables).meta({ description: 'A value of the run.' }) }),
    form({
      template: z.string().meta({
        description: 'Text with columns in it; null where one of them is null.',
        examples: ['{{ title }} ({{ year }})'],
      }),
    }),
    form({
      concat: z.array(expression).min(1).meta({
        description: 'Texts one after the other; nulls are left out.',
      }),
    }),
    form({
      coalesce: z.array(expression).min(1).meta({ description: 'The first that is not null.' }),
    }),
    form({
      object: z.record(z.string(), expression).meta({ description: 'A nested object.' }),
    }),
    form({ array: z.array(expression).meta({ description: 'A list.' }) }),
  ] as const
}

/** The mapping of a sync. */
export const mapping = z
  .union([
    z.literal('all'),
    // The entry `'*': all` is a text as any column is; `parseMapping` knows the difference.
    z.record(z.string().min(1), mappedField),
  ])
  .meta({
    description:
      "Destination fields and where their values come from. `all`, or the entry `'*': all`, takes every column under its own name.",
  })
