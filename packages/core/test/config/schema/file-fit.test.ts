import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { FileFit, FileKind } from '../../../src/config/schema/file-fit.ts'
import { fileSchema } from '../../../src/config/schema/json-schemas.ts'
import { loadShapeChecker } from '../../../src/config/shape/check-shape.ts'

const core = path.resolve(import.meta.dirname, '../../..')
/** What `npm run build` leaves: the same schemas, compiled ahead and without words. */
const fit = (await import(path.join(core, 'dist/config/schema/compiled-file-fit.js'))) as FileFit
const checker = await loadShapeChecker()

type Part = null | boolean | number | string | readonly Part[] | { readonly [key: string]: Part }

const examples = path.resolve(core, '../../examples')
const files = globSync('*/{rev.yaml,syncs/*.yaml,models/*.yaml}', { cwd: examples }).map((file) => {
  const folder = path.basename(path.dirname(file))
  const kinds: Readonly<Record<string, FileKind>> = { syncs: 'sync', models: 'model' }
  const value = parse(readFileSync(path.join(examples, file), 'utf8')) as Part
  return { file, kind: kinds[folder] ?? 'project', value }
})
const headers = [
  { contract: { columns: { id: { type: 'integer', not_null: true } } } },
  { contract: { columns: {}, freshness: { column: 'seen_at', max_age: '2h' } } },
]
const given = [
  ...files,
  ...headers.map((value, index) => ({ file: `header ${index}`, kind: 'header' as const, value })),
]

const isRight = (kind: FileKind, value: Part) =>
  checker.check({ schema: fileSchema(kind), value }).length === 0

test.each(given)('$file is right', ({ kind, value }) => {
  expect(fit[kind](value)).toBe(true)
  expect(isRight(kind, value)).toBe(true)
})

/** The value with a part of it replaced, left out or given another name. `at` chooses which. */
function edited(value: Part, at: readonly number[], other: Part | undefined): Part {
  const [first = 0, ...rest] = at
  if (value === null || typeof value !== 'object') return other ?? null
  const entries = Object.entries(value as Readonly<Record<string, Part>>)
  const [key, part] = entries[first % Math.max(1, entries.length)] ?? []
  if (key === undefined || part === undefined) return other ?? null
  const isLast = rest.length === 0
  const changed = isLast ? other : edited(part, rest, other)
  if (Array.isArray(value)) {
    return (value as readonly Part[]).flatMap((item, index) =>
      String(index) === key ? (changed === undefined ? [] : [changed]) : [item],
    )
  }
  const kept = entries.filter(([name]) => name !== key)
  const name = isLast && first % 5 === 4 ? `${key}x` : key
  return Object.fromEntries([...kept, ...(changed === undefined ? [] : [[name, changed]])])
}

test('what is compiled ahead finds right what the checker has nothing to say of, and nothing else', () => {
  const other = fc.option(
    fc.oneof(
      fc.constantFrom<Part>(null, true, 0, -1, 1.5, '', 'x', '10m', '1GB', 'mirror', 'a b', [], {}),
      fc.constantFrom<Part>(['x'], [1], { x: 1 }, { column: 'x' }, { value: 1 }, 'x'.repeat(300)),
    ),
    { nil: undefined },
  )
  const at = fc.array(fc.nat(30), { minLength: 1, maxLength: 5 })
  const seen = { right: 0, wrong: 0 }
  fc.assert(
    fc.property(fc.constantFrom(...given), at, other, ({ kind, value }, path_, part) => {
      const changed = edited(value, path_, part)
      const right = isRight(kind, changed)
      seen[right ? 'right' : 'wrong'] += 1
      expect(fit[kind](changed)).toBe(right)
    }),
    { numRuns: 1500 },
  )
  expect(Math.min(seen.right, seen.wrong)).toBeGreaterThan(100)
})
