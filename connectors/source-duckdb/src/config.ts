import { z } from 'zod'

const csv = z
  .strictObject({
    delimiter: z.string().min(1).max(4).optional().meta({
      title: 'Delimiter',
      description: 'What stands between two values. Found out from the file when absent.',
    }),
    header: z.boolean().optional().meta({
      title: 'Header',
      description: 'Whether the first line names the columns. Found out from the file when absent.',
    }),
    nullText: z.string().optional().meta({
      title: 'Null text',
      description: 'The text that stands for null, for example NA. Default: an empty value.',
    }),
    sampleRows: z.int().min(-1).default(20_480).meta({
      title: 'Sample',
      description: 'Rows that are looked at to find the type of each column; -1 for all of them.',
    }),
    allText: z.boolean().default(false).meta({
      title: 'All text',
      description:
        'Reads every column as text, so that codes such as 00123 keep their zeros; cast in SQL.',
    }),
  })
  .meta({ title: 'CSV', description: 'How CSV files of a `files` model are read.' })

/** The configuration of a DuckDB source. */
export const configSchema = z.strictObject({
  path: z.string().min(1).optional().meta({
    title: 'Database file',
    description:
      'Path of a DuckDB database, relative to the project. Opened read-only. Absent for files alone.',
  }),
  csv: csv.prefault({}),
  unionByName: z.boolean().default(false).meta({
    title: 'Union by name',
    description: 'Matches the columns of several files by name instead of by position.',
  }),
})

/** The checked configuration of a DuckDB source. */
export type DuckdbConfig = z.output<typeof configSchema>
