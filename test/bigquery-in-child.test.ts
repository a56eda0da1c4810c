// The Storage Read API needs gRPC, in a process that may do nothing but what the connector declares.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { bigqueryProject } from '@revetl/testkit/services'
import { describeWithBigquery } from '@revetl/testkit/services/vitest'
import { expect, test } from 'vitest'
import { makeProject } from './support/make-project.ts'
import { revJson } from './support/run-rev.ts'

const rowCount = 30_000

await describeWithBigquery('BigQuery in a child', (bigquery) => {
  test('a large model is read in bulk, and a file has the order of its query', async () => {
    const { origin, password, pathname } = new URL(await bigquery.createDatabase())
    const { port } = (await (await fetch(`${origin}/storage`)).json()) as { readonly port: number }
    const project = await makeProject({
      'rev.yaml': `name: copy
sources:
  warehouse:
    connector: bigquery
    run_in: child
    project: ${bigqueryProject}
    dataset: ${pathname.slice(1)}
    accessToken: ${password}
    apiEndpoint: ${origin}
    storageEndpoint: http://127.0.0.1:${port}
destinations:
  files: { connector: file, folder: out }
egress: { allow: [127.0.0.1/32] }
`,
      'models/numbers.sql': `-- key: id\nselect x as id from unnest(generate_array(1, ${rowCount})) as x order by x desc\n`,
      'syncs/numbers.yaml':
        'model: numbers\ndestination: files\nobject: numbers.csv\nmode: replace\nmap: { id: id }\n',
    })
    const { error } = await revJson(project, ['run', 'numbers'])
    expect(error).toBeNull()
    const lines = (await readFile(path.join(project, 'out/numbers.csv'), 'utf8'))
      .trimEnd()
      .split('\r\n')
    expect(lines).toEqual([
      'id',
      ...Array.from({ length: rowCount }, (_, at) => String(rowCount - at)),
    ])
    const asked = (await (await fetch(`${origin}/storage${pathname}`)).json()) as readonly object[]
    expect(asked).toMatchObject([{ kind: 'session' }, { kind: 'rows', ended: true }])
  })
})
