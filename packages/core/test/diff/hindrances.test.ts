import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { retry } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { hasMatchPrint } from '../../src/diff/match-print.ts'
import { removedSql } from '../../src/diff/removed-sql.ts'
import { changeRowsAt } from '../../src/diff/change-rows.ts'
import { LocalDatabase } from '../../src/local-database.ts'
import { changesTable } from '../../src/plan-rows.ts'
import { columnsAsFields } from '../test-project.ts'
import { MemoryProject } from '../run/memory-project.ts'

const people = [
  ['1', 'ada', '1'],
  ['2', 'grace', '2'],
] as const

test('keys that would be one record of the destination are both kept back', async () => {
  await using project = new MemoryProject()
  project.sync = { matchOn: ['name'] }
  project.model.rows = [...people, ['3', 'ada', '3']]
  const report = await project.run()
  expect(report).toMatchObject({ outcomes: { ok: 1, rejected: 2 } })
  expect(report.rejects.map(({ key, code }) => [key, code])).toEqual([
    [[1], 'REV_MODEL_KEY_DUPLICATE'],
    [[3], 'REV_MODEL_KEY_DUPLICATE'],
  ])
  expect(project.memory.log.map(({ id }) => id)).toEqual(['2'])
})

test('a full run sends what was rejected before without waiting for its time', async () => {
  await using project = new MemoryProject()
  project.model.rows = [['1', 'bad', '1'], people[1]]
  await project.run()
  project.memory.log.length = 0
  expect(await project.run()).toMatchObject({ sent: 0, outcomes: { rejected: 1 } })
  expect(await project.run({ isFull: true })).toMatchObject({ outcomes: { ok: 1, rejected: 1 } })
  expect(project.memory.log.map(({ id }) => id)).toEqual(['2'])
})

test('a replacement takes along what was held, since it would be gone otherwise', async () => {
  await using project = new MemoryProject()
  project.sync = { mode: 'append', onAmbiguous: 'hold' }
  project.model.rows = people
  project.memory.script.push((batch) =>
    batch.changes.map(({ id }) => ({ id, status: 'unknown', code: 'REV_HTTP_TIMEOUT' })),
  )
  expect(await project.run()).toMatchObject({ outcomes: { held: 2 } })
  project.sync = { mode: 'replace' }
  project.model.rows = [...people, ['3', 'edsger', '3']]
  expect(await project.run()).toMatchObject({ status: 'success', outcomes: { ok: 3 } })
  expect([...project.memory.records.keys()].toSorted()).toEqual(['1', '2', '3'])
})

test.each(['row', 'fields', 'values'] as const)(
  'a plan shows before and after as far as the snapshot knows them (track: %s)',
  async (track) => {
    await using project = new MemoryProject()
    project.sync = { track }
    project.model.rows = people
    await project.run()
    project.model.rows = [['1', 'Ada', '1'], people[1]]
    const plan = await (await project.engine()).plan('things')
    expect(plan.changedFields).toEqual(track === 'row' ? {} : { name: 1 })
    const name = plan.samples[0]?.fields.find((one) => one.name === 'name')
    expect(name).toMatchObject({ after: 'Ada', before: track === 'values' ? 'ada' : undefined })
  },
)

test('a record is sent under the id that the destination gave it', async () => {
  await using project = new MemoryProject()
  project.model.rows = people
  project.memory.rule = (_batch, apply) =>
    apply().map((outcome) => ({ ...outcome, remoteId: `remote-${outcome.id}` }))
  await project.run()
  const seen: (string | undefined)[] = []
  project.memory.rule = (batch, apply) => {
    seen.push(...batch.changes.map(({ remoteId }) => remoteId))
    return apply()
  }
  project.model.rows = [['1', 'Ada', '1'], people[1]]
  await project.run()
  expect(seen).toEqual(['remote-0'])
})

test('changed fields alone are sent, however records are tracked', async () => {
  for (const track of ['fields', 'values'] as const) {
    await using project = new MemoryProject()
    project.sync = { track, mode: 'update' }
    project.options = { sends: 'changed' }
    project.model.rows = people
    await project.run()
    project.memory.log.length = 0
    project.model.rows = [['1', 'Ada', '1'], people[1]]
    await project.run()
    expect(project.memory.log.map(({ fields }) => fields)).toEqual([{ id: 1, name: 'Ada' }])
  }
})

test('pages of a plan in which everything stays back send nothing', async () => {
  await using project = new MemoryProject()
  project.sync = { duplicateKeys: 'reject' }
  project.model.rows = [people[0], people[0]]
  expect(await project.run()).toMatchObject({ sent: 0, outcomes: { rejected: 2 } })
})

test('a row whose key is its own again is sent at once, whichever of its twins left', async () => {
  const twins: MemoryProject['model']['rows'] = [
    ['1', 'first', '1'],
    ['1', 'second', '1'],
  ]
  for (const stays of twins) {
    await using project = new MemoryProject()
    project.sync = { duplicateKeys: 'reject' }
    project.model.rows = twins
    await project.run()
    await project.run()
    const [entry] = await (await project.engine()).rejects({ rowsMax: 10 })
    expect(entry).toMatchObject({ code: 'REV_MODEL_KEY_DUPLICATE', attempts: 2 })
    project.model.rows = [stays]
    expect(await project.run()).toMatchObject({ status: 'success', sent: 1, rejects: [] })
    expect(await (await project.engine()).rejects({ rowsMax: 10 })).toEqual([])
  }
})

test('changes are read again by their positions, and none by no position', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-diff-'))
  const options = { statePath: folder, spillPath: path.join(folder, 'spill'), memoryMax: undefined }
  await using database = await LocalDatabase.open(options)
  await database.run(`CREATE TABLE ${changesTable} AS SELECT seq, 'changed' AS kind,
    7::UHUGEINT AS fp, '[' || seq || ']' AS key_text, 'r1' AS remote FROM range(3) t(seq)`)
  const sql = { record: "'{}'", match: 'NULL' }
  const rows = await changeRowsAt(database, sql, [2, 0])
  expect(rows.map(({ seq, kind, key, remoteId }) => [seq, kind, key, remoteId])).toEqual([
    [0, 'changed', '[0]', 'r1'],
    [2, 'changed', '[2]', 'r1'],
  ])
  expect(await changeRowsAt(database, sql, [])).toEqual([])
  rmSync(folder, { recursive: true })
})

test('a null that is not to be sent is left out, and clears its field all the same when the record leaves', async () => {
  await using project = new MemoryProject()
  const omitted = columnsAsFields(['id', 'name']).map((one) => ({ ...one, nulls: 'omit' as const }))
  project.sync = { fields: omitted, onRemove: 'clear', matchOn: ['id'] }
  project.model.rows = [['1', null, '1'], people[1]]
  await project.run()
  project.model.rows = [['1', null, '1']]
  await project.run()
  expect(project.memory.log.map(({ fields }) => fields)).toEqual([
    { id: 1 },
    { id: 2, name: 'grace' },
    { id: 2, name: null },
  ])
})

test('where nothing has to be matched, keys alone tell records apart and a removal needs no name', () => {
  expect(hasMatchPrint({ matchOn: [], fields: [], keys: [] })).toBe(false)
  const sql = removedSql({
    layout: {
      track: 'values',
      keys: [{ name: 'id', type: 'integer' }],
      fields: [],
      matchColumns: [],
    },
    rules: {
      plansChanged: true,
      onRemoved: 'remove',
      isReplace: false,
      isDelta: false,
      isFull: false,
      isOrdered: false,
    },
    matchOn: [],
    fields: [],
  })
  expect(sql).toContain('NULL::VARCHAR AS problem')
})

test('a record that could not be sent in time is not marked by the next plan', async () => {
  await using project = new MemoryProject()
  project.parts = { random: () => 0 }
  project.model.rows = people
  project.memory.rule = (batch) => batch.changes.map((change) => retry(change))
  await project.run()
  project.memory.rule = undefined
  expect(await project.run()).toMatchObject({ status: 'success', sent: 2 })
})
