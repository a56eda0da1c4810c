// What there is to read and to write to, through the built command line, in this process and in a child.
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { expectFailure } from './support/expect-failure.ts'
import { makeProject } from './support/make-project.ts'
import { rev, revJson } from './support/run-rev.ts'

async function project(runIn: string, tables: number): Promise<string> {
  const folder = await makeProject({
    'rev.yaml': `name: e2e
sources: { shop: { connector: sqlite, path: shop.sqlite, run_in: ${runIn} } }
destinations: { out: { connector: file, folder: out, run_in: ${runIn} } }
`,
  })
  const database = new DatabaseSync(path.join(folder, 'shop.sqlite'))
  database.exec('begin; create table orders (id integer not null, total real)')
  for (let number = 1; number < tables; number++) database.exec(`create table t${number} (id)`)
  database.exec('commit')
  database.close()
  return folder
}

test.each(['in-process', 'child'])('shows a source of thousands of tables, %s', async (runIn) => {
  const folder = await project(runIn, 5000)
  const { result } = await revJson(folder, ['discover', 'shop', 'orders'])
  expect(result).toMatchObject({
    discovery: {
      kind: 'source',
      tables: [
        {
          path: ['orders'],
          columns: [
            { name: 'id', type: 'integer', nullable: false },
            { name: 'total', type: 'number' },
          ],
        },
      ],
    },
  })
  const { stdout } = await rev(folder, ['discover', 'shop'])
  expect(stdout).toContain('and 4,800 more tables')
})

test('shows that a destination takes any name, and of one what a sync can do', async () => {
  const folder = await project('in-process', 3)
  const { stdout } = await rev(folder, ['discover', 'out'])
  expect(stdout).toContain('objects of other names')
  const { result } = await revJson(folder, ['discover', 'out', 'people.csv'])
  expect(result).toMatchObject({
    discovery: { objects: [{ name: 'people.csv', modes: ['append', 'replace'] }] },
  })
})

test('a name that is not there is an error that helps', async () => {
  const folder = await project('in-process', 3)
  const exitCode = 2
  const code = 'REV_CONFIG_REFERENCE'
  await expectFailure(folder, ['discover', 'shp'], { exitCode, code, says: ['shop'] })
  await expectFailure(folder, ['discover', 'shop', 'oders'], { exitCode, code, says: ['orders'] })
})
