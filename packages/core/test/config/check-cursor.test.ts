import { expect, test } from 'vitest'
import { cursorProblems } from '../../src/config/check-cursor.ts'
import type { Sync } from '../../src/project.ts'
import { load } from './project-fixture.ts'

test('says which syncs cannot read by a cursor, and what to do instead', async () => {
  const { syncs } = await load({})
  const loaded = syncs.get('people') as Sync
  const { connector } = loaded.model.source
  const manifest = { ...connector.manifest, sql: {} }
  const source = { ...loaded.model.source, connector: { ...connector, manifest } }
  const cursor = { column: 'updated_at', lag: { ms: 0 } }
  const sync: Sync = { ...loaded, model: { ...loaded.model, source }, cursor }
  const codesOf = (more: Partial<Sync>) =>
    cursorProblems({ ...sync, ...more }).map((one) => one.code)
  expect(codesOf({})).toEqual([])
  for (const mode of ['update', 'create', 'append'] as const) expect(codesOf({ mode })).toEqual([])
  for (const mode of ['mirror', 'audience', 'replace'] as const) {
    expect(codesOf({ mode })).toEqual(['REV_CONFIG_MODE'])
  }
  expect(codesOf({ diff: { schema: '_rev', fallsBack: false } })).toEqual(['REV_CONFIG_INVALID'])
  const contract = { columns: [], freshness: undefined, onViolation: 'fail' } as const
  expect(codesOf({ model: { ...sync.model, contract } })).toEqual(['REV_CONFIG_INVALID'])
  const files = { kind: 'files', paths: ['a.csv'] } as const
  const [problem] = cursorProblems({ ...sync, model: { ...sync.model, query: files } })
  expect(problem?.hint).toContain('Write the model as SQL over the files')
})
