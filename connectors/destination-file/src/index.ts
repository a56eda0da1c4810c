import {
  apiVersion,
  defineDestination,
  object,
  type FieldDefinitions,
  type OperationDefinition,
} from '@revetl/sdk'
import { checkFolder, listFiles } from './check-folder.ts'
import { configSchema, type FileConfig } from './config.ts'
import { fileSession, writeBatch } from './sessions.ts'

const operation: OperationDefinition<FieldDefinitions, FileConfig> = {
  batch: { recordsMax: 20_000, bytesMax: 16 << 20, uniqueBy: 'none' },
  atomicity: 'all-or-nothing',
  // A batch that failed left nothing, and a session that did not end is taken back.
  resend: 'safe',
  inFlightMax: 1,
  session: fileSession,
  write: writeBatch,
}

/** The file destination: CSV, JSON lines and Parquet in a folder. */
export default defineDestination({
  id: 'file',
  apiVersion,
  title: 'Files',
  vendor: { name: 'CSV, JSON lines and Parquet files' },
  config: configSchema,
  network: { hosts: [] },
  // Parquet is written by DuckDB, which is native.
  permissions: {
    addons: true,
    fsRead: ['project', 'config.folder'],
    fsWrite: ['config.folder'],
  },
  check: checkFolder,
  discover: listFiles,
  objects: {},
  dynamicObject: object(configSchema, {
    title: 'A file, whose name ends with .csv, .tsv, .jsonl, .ndjson or .parquet',
    fields: {},
    isOpen: true,
    operations: { append: operation, replace: operation },
  }),
})
