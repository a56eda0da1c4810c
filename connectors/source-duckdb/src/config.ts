import { annotate, secret } from '@revetl/sdk'
import { z } from 'zod'
import { attachmentSchema } from './attach/attach-config.ts'
import { databaseAlias, isTakenAlias } from './attach/database-alias.ts'
import { extensionNameOf } from './extensions/extension-names.ts'

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

const attach = z
  .record(z.string().regex(/^[A-Za-z_][\w-]{0,62}$/), attachmentSchema)
  .default({})
  .meta({
    title: 'More databases',
    description:
      'Databases to read beside it, by the name that SQL has for them: `name.schema.table`.',
  })

const extensions = z
  .array(z.string().regex(/^(\w+|.*\.duckdb_extension)$/))
  .default([])
  .meta({
    title: 'Extensions',
    description:
      'Extensions of DuckDB to load: names of installed ones, or paths of `.duckdb_extension` files, relative to the project. Nothing is downloaded.',
  })

/** The configuration of a DuckDB source. */
export const configSchema = z
  .strictObject({
    path: z.string().min(1).optional().meta({
      title: 'Database file',
      description:
        'Path of a DuckDB database, relative to the project. Opened read-only. Absent for files alone.',
    }),
    attach,
    extensions,
    motherduckToken: secret(
      annotate(z.string().min(1), {
        title: 'MotherDuck token',
        description: 'An access token of MotherDuck, for attached databases of that type.',
      }),
    ).optional(),
    guessIcebergVersion: z.boolean().default(false).meta({
      title: 'Guess the version of Iceberg tables',
      description:
        'Reads the newest metadata file of a table whose folder has no `version-hint.text`; it may not be committed.',
    }),
    csv: csv.prefault({}),
    unionByName: z.boolean().default(false).meta({
      title: 'Union by name',
      description: 'Matches the columns of several files by name instead of by position.',
    }),
  })
  .superRefine((config, ctx) => {
    const { path, motherduckToken } = config
    const refuse = (at: string[], message: string) =>
      ctx.addIssue({ code: 'custom', path: at, message })
    const seen = new Set(path === undefined ? [] : [databaseAlias(path).toLowerCase()])
    for (const [alias, attachment] of Object.entries(config.attach)) {
      if (isTakenAlias(alias)) refuse(['attach', alias], 'DuckDB or rev has this name for itself')
      else if (seen.has(alias.toLowerCase()))
        refuse(['attach', alias], 'Two databases have this name')
      seen.add(alias.toLowerCase())
      const isCloud = typeof attachment === 'object' && attachment.type === 'motherduck'
      if (isCloud && motherduckToken === undefined)
        refuse(['motherduckToken'], `Expected the token with which ${alias} is read`)
    }
    if (config.guessIcebergVersion && !config.extensions.map(extensionNameOf).includes('iceberg'))
      refuse(['guessIcebergVersion'], 'Expected `iceberg` in `extensions`')
  })

/** The checked configuration of a DuckDB source. */
export type DuckdbConfig = z.output<typeof configSchema>
