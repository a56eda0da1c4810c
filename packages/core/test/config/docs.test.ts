import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { modeOperations } from '../../src/mode-operations.ts'
import { syncModes } from '../../src/project.ts'
import { withOptionTables } from './option-tables.ts'
import { load, goodFiles } from './project-fixture.ts'

const page = new URL('../../../../docs/project-files.md', import.meta.url)

test('the tables of options are those of the schemas; vitest -u writes them anew', async () => {
  const text = await readFile(page, 'utf8')
  await expect(withOptionTables(text)).toMatchFileSnapshot(fileURLToPath(page))
})

test('the table of modes says what modeOperations does', async () => {
  const text = await readFile(page, 'utf8')
  for (const mode of syncModes.filter((one) => one !== 'replace')) {
    const rules = { onRemove: 'delete', onChange: 'ignore', has: () => true } as const
    const { added, changed, removed } = modeOperations(mode, rules)
    const row = new RegExp(
      `^\\| \`${mode}\` \\| ${added} \\| ${changed ?? 'nothing'}[^|]* \\| ${removed ?? 'nothing'}`,
      'm',
    )
    expect(text).toMatch(row)
  }
})

test('the rev.yaml and the sync of the page are read as they stand', async () => {
  const text = await readFile(page, 'utf8')
  const [, rev = ''] = /## rev\.yaml\n\n```yaml\n([\s\S]*?)```/.exec(text) ?? []
  const [, sync = ''] = /## syncs\/\*\.yaml\n\n```yaml\n([\s\S]*?)```/.exec(text) ?? []
  const [, sql = ''] = /## models\/\*\.sql\n\n```sql\n([\s\S]*?)```/.exec(text) ?? []
  const project = await load({
    'rev.yaml': rev
      .replace('connector: postgres', 'connector: crm')
      .replace('${env:DATABASE_URL}', 'https://${env:TOKEN}@crm.example.com'),
    'models/movies.sql': sql,
    'models/people.sql': undefined,
    'syncs/people.yaml': sync
      .replace('object: movies', 'object: contacts')
      .replace('  id: id', '  email: id')
      .replace('  title:', '  name:'),
  })
  expect(project.models.get('movies')?.key).toEqual(['id'])
  expect(project.syncs.get('people')?.destination.name).toBe('warehouse')
  expect(goodFiles['rev.yaml']).not.toBe(rev)
})
