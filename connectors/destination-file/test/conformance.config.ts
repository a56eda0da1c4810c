import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { ValueRecord } from '@revetl/sdk'
import { defineConformance, type WriteCase } from '@revetl/testkit'

const types = { id: 'integer', name: 'string', score: 'decimal', more: 'json' } as const
const record = (id: number): ValueRecord => ({ id, name: `Ada ${id} 👩‍💻`, score: 1.5, more: [id] })
// Half a character is no text, so no file can hold it.
const badRecord = (id: number): ValueRecord => ({ ...record(id), name: '\ud800' })
const fieldNames = ['Straße', 'with space', 'with.dot', 'SELECT', '__proto__']

const base = { types, record, badRecord, fieldNames }
const cases: readonly WriteCase[] = ['csv', 'jsonl', 'parquet'].flatMap(
  (ending): readonly WriteCase[] => [
    { ...base, object: `events.${ending}`, operation: 'append' },
    { ...base, object: `people.${ending}`, operation: 'replace' },
  ],
)

export default defineConformance({
  kind: 'destination',
  start: async () => {
    const projectPath = await mkdtemp(path.join(tmpdir(), 'rev-file-'))
    return {
      config: { folder: 'out' },
      projectPath,
      [Symbol.asyncDispose]: () => rm(projectPath, { recursive: true, force: true }),
    }
  },
  samples: [
    { name: 'a folder', config: { folder: 'out' } },
    { name: 'semicolons', config: { folder: 'out', csv: { delimiter: ';', header: false } } },
    { name: 'no folder', config: {}, invalidAt: 'folder' },
    {
      name: 'letters between values',
      config: { folder: 'out', csv: { delimiter: 'x' } },
      invalidAt: 'csv.delimiter',
    },
  ],
  cases,
})
