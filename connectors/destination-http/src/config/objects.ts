import { annotate, valueTypes } from '@revetl/sdk'
import { z } from 'zod'
import { operationSchema } from './operation.ts'

const fieldSchema = z.strictObject({
  type: z.enum(valueTypes).meta({
    title: 'Type',
    description: 'The type of its values, which decides how they are sent.',
  }),
  title: z.string().optional().meta({ title: 'Title', description: 'What people call the field.' }),
  required: z
    .boolean()
    .optional()
    .meta({ title: 'Required', description: 'Needed to create a record.' }),
  nullable: z
    .boolean()
    .optional()
    .meta({ title: 'Nullable', description: 'Whether null may be sent.' }),
  maxLength: annotate(z.int().min(1), {
    title: 'Length',
    description: 'The longest text.',
    unit: 'Unicode code points',
  }).optional(),
  enum: z
    .array(z.string())
    .optional()
    .meta({ title: 'Values', description: 'The texts that are allowed.' }),
  pii: z
    .string()
    .optional()
    .meta({ title: 'Personal data', description: 'Its kind, for example `email`.' }),
})

const operation = (title: string, description: string) =>
  operationSchema.optional().meta({ title, description })

const operations = z
  .strictObject({
    create: operation('Create', 'Makes a record that is not there.'),
    update: operation('Update', 'Changes a record that is there.'),
    upsert: operation('Upsert', 'Makes a record or changes it.'),
    delete: operation('Delete', 'Removes a record.'),
    append: operation('Append', 'Adds an event or a message.'),
    add: operation('Add', 'Makes a record a member.'),
    remove: operation('Remove', 'Ends a membership.'),
  })
  .refine((all) => Object.values(all).some((one) => one !== undefined), {
    error: 'Expected at least one operation.',
  })

/** One object: its fields and what can be done to it. */
export const objectSchema = z.strictObject({
  title: z
    .string()
    .optional()
    .meta({ title: 'Title', description: 'What people call the object.' }),
  fields: z.record(z.string(), fieldSchema).default({}).meta({
    title: 'Fields',
    description: 'Fields that are known; rev then checks mappings against them.',
  }),
  isOpen: z.boolean().optional().meta({
    title: 'Open',
    description:
      'Whether other fields may be written too. Default: yes, where no field is declared.',
  }),
  operations: operations.meta({
    title: 'Operations',
    description: 'What can be done to the object.',
  }),
})

/** The checked configuration of an object. */
export type ObjectConfig = z.output<typeof objectSchema>
