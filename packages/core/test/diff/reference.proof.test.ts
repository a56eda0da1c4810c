import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Sync } from '../../src/index.ts'
import { MemoryProject } from '../run/memory-project.ts'

// A model of the diff in plain JavaScript, against which runs over random data are compared.

interface Row {
  readonly id: string | null
  readonly part: string | null
  readonly name: string | null
  readonly score: string | null
}

/** What a run of the model sends, by operation, key and content, and how it counts. */
interface Expected {
  readonly sent: readonly string[]
  readonly counts: { readonly ok: number; readonly rejected: number; readonly unchanged: number }
}

const canonical = (decimal: string | null) => (decimal === null ? null : Number(decimal))

class ReferenceSync {
  readonly #delivered = new Map<string, string>()
  readonly #refused = new Map<string, string>()
  readonly #sync: Pick<Sync, 'mode' | 'onChange'>

  constructor(sync: Pick<Sync, 'mode' | 'onChange'>) {
    this.#sync = sync
  }

  run(rows: readonly Row[]): Expected {
    const { mode, onChange } = this.#sync
    const actsOnChanges = mode !== 'create' && !(mode === 'append' && onChange === 'ignore')
    const sent: string[] = []
    const counts = { ok: 0, rejected: 0, unchanged: 0 }
    const present = new Set<string>()
    for (const row of rows) {
      if (isBadKey(row)) {
        counts.rejected++
        continue
      }
      const key = keyOf(row)
      const content = JSON.stringify([row.name, canonical(row.score)])
      const known = this.#delivered.get(key)
      present.add(key)
      if (known === content || (known !== undefined && !actsOnChanges)) {
        counts.unchanged++
        this.#refused.delete(key)
      } else if (this.#refused.get(key) === content) counts.rejected++
      else {
        if (row.name === 'bad') {
          counts.rejected++
          this.#refused.set(key, content)
          continue
        }
        counts.ok++
        sent.push(`${mode === 'mirror' ? 'upsert' : mode} ${key} ${content}`)
        this.#delivered.set(key, content)
        this.#refused.delete(key)
      }
    }
    for (const key of this.#refused.keys()) if (!present.has(key)) this.#refused.delete(key)
    if (mode === 'mirror') {
      for (const key of this.#delivered.keys()) {
        if (present.has(key)) continue
        this.#delivered.delete(key)
        counts.ok++
        sent.push(`delete ${key}`)
      }
    }
    return { sent: sent.toSorted(), counts }
  }
}

function isBadKey({ id, part }: Row): boolean {
  return id === null || id.trim() === '' || part === null || part === 'NaN'
}

function keyOf({ id, part }: Row): string {
  return JSON.stringify([id, canonical(part)])
}

const decimals = fc
  .tuple(fc.integer({ min: -99, max: 99 }), fc.constantFrom('', '.0', '.00', '.5', '.50'))
  .map(([whole, fraction]) => `${whole}${fraction}`)
const texts = fc.oneof(
  fc.constantFrom(
    'a|b',
    'a',
    'b',
    '["a","b"]',
    "'; DROP TABLE x; --",
    '\u0000',
    'é',
    'e\u0301',
    '__proto__',
    ' ',
    '\t',
    '',
    '\u3000',
    'null',
    'NaN',
    '\u001f',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
)
const row = fc.record({
  id: fc.option(texts, { freq: 20 }),
  part: fc.oneof(
    { weight: 20, arbitrary: decimals },
    { weight: 1, arbitrary: fc.constantFrom(null, 'NaN') },
  ),
  name: fc.oneof(fc.constantFrom('bad', 'x', 'y', null), texts),
  score: fc.option(decimals),
})
const distinct = { selector: (one: Row) => (isBadKey(one) ? Symbol('each alone') : keyOf(one)) }
const versions = fc.uniqueArray(row, { minLength: 1, maxLength: 30, ...distinct }).chain((pool) => {
  // Versions share their keys, or else nothing would ever change or leave.
  const edit = fc.record({
    isThere: fc.boolean(),
    name: fc.option(fc.constantFrom('bad', 'z'), { nil: undefined }),
  })
  const version = fc.array(edit, { minLength: pool.length, maxLength: pool.length }).map((edits) =>
    pool.flatMap((one, index) => {
      const { isThere, name } = edits[index] ?? { isThere: true, name: undefined }
      if (!isThere && index > 0) return []
      return [name === undefined ? one : { ...one, name }]
    }),
  )
  return fc.array(version, { minLength: 2, maxLength: 4 })
})
const ways = fc.record({
  mode: fc.constantFrom('mirror', 'upsert', 'update', 'create', 'append'),
  onChange: fc.constantFrom('append', 'ignore'),
  track: fc.constantFrom('row', 'fields', 'values'),
})

test('plans what the reference plans, run after run, and nothing when nothing changed', async () => {
  await fc.assert(
    fc.asyncProperty(ways, versions, async (way, steps) => {
      await using project = new MemoryProject()
      project.model.columns = { id: 'string', part: 'decimal', name: 'string', score: 'decimal' }
      project.sync = {
        ...way,
        key: ['id', 'part'],
        matchOn: ['id', 'part'],
        guard: {
          removalsPercentMax: 100,
          removalsMin: 1e9,
          rejectsPercentMax: 100,
          rejectsMin: 1e9,
        },
      }
      const reference = new ReferenceSync(way)
      for (const rows of [...steps, steps.at(-1) ?? []]) {
        project.model.rows = rows.map(({ id, part, name, score }) => [id, part, name, score])
        project.memory.log.length = 0
        const expected = reference.run(rows)
        const report = await project.run()
        expect(sentTo(project)).toEqual(expected.sent)
        const { ok, rejected } = report.outcomes
        expect({ ok, rejected, unchanged: report.unchanged }).toEqual(expected.counts)
        expect(report.planned).toBe(
          Object.values(report.outcomes).reduce((sum, one) => sum + one, 0),
        )
        expect(report.rowsRead).toBe(report.unchanged + report.planned - report.changes.removed)
      }
    }),
    { numRuns: 25 },
  )
}, 120_000)

function sentTo({ memory }: MemoryProject): readonly string[] {
  return memory.log
    .map(({ operation, fields }) => {
      const { id, part, name, score } = JSON.parse(JSON.stringify(fields)) as Row
      const key = JSON.stringify([id, part])
      return operation === 'delete'
        ? `delete ${key}`
        : `${operation} ${key} ${JSON.stringify([name, score])}`
    })
    .toSorted()
}
