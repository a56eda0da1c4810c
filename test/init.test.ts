import { mkdir, readFile, symlink } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder, writeFiles } from './support/make-project.ts'
import { revJson, workspacePath } from './support/run-rev.ts'

const sources =
  'duckdb postgres snowflake bigquery redshift databricks clickhouse mysql sqlite'.split(' ')
const destinations =
  'file postgres mysql hubspot salesforce klaviyo braze intercom slack google-sheets meta-audiences http'.split(
    ' ',
  )
const pairs = destinations.map(
  (destination, index) => [sources[index % sources.length] ?? 'duckdb', destination] as const,
)

test.each(pairs)('a project from %s to %s is one that rev takes', async (source, destination) => {
  const folder = await temporaryFolder()
  const flags = ['--source', source, '--destination', destination, '--yes']
  expect(await revJson(folder, ['init', ...flags])).toMatchObject({ error: null })
  const packages = path.join(folder, 'node_modules/@revetl')
  await mkdir(packages, { recursive: true })
  for (const name of [`source-${source}`, `destination-${destination}`]) {
    await symlink(path.join(workspacePath, 'connectors', name), path.join(packages, name))
  }
  const env = await readFile(path.join(folder, '.env.example'), 'utf8')
  const keys = ['snowflake.p8', 'bigquery.json', 'google-sheets.json']
  await writeFiles(folder, {
    '.env': env.replaceAll('…', '0123456789abcdef'),
    ...Object.fromEntries(keys.map((name) => [`keys/${name}`, '{"a": "key"}'])),
  })
  const { error, result } = await revJson(folder, ['status'])
  expect(error).toBeNull()
  expect(result).toMatchObject({ syncs: [{ sync: 'people', destination }] })
})
