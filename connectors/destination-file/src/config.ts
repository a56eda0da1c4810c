import { z } from 'zod'

/** The configuration of a file destination. */
export const configSchema = z.strictObject({
  folder: z.string().min(1).meta({
    title: 'Folder',
    description: 'Where the files are, relative to the project. Made when it is missing.',
  }),
  csv: z
    .strictObject({
      delimiter: z.enum([',', ';', '\t', '|']).optional().meta({
        title: 'Delimiter',
        description: 'What stands between two values. Default: a comma, in .tsv a tab.',
      }),
      header: z.boolean().default(true).meta({
        title: 'Header',
        description: 'Whether the first line names the columns.',
      }),
      bom: z.boolean().default(false).meta({
        title: 'Byte order mark',
        description: 'Tells Excel that the file is UTF-8.',
      }),
      formulas: z.enum(['escape', 'keep']).default('escape').meta({
        title: 'Formulas',
        description:
          '`escape` puts an apostrophe before texts that a spreadsheet would run; `keep` leaves them, for files that only programs read.',
      }),
    })
    .prefault({})
    .meta({ title: 'CSV', description: 'How CSV files are written.' }),
})

/** The checked configuration of a file destination. */
export type FileConfig = z.output<typeof configSchema>
