// Random models: rows of SQL literals, their edits, and ways to sync them.
import type { Expression, MappedField, Model, Sync } from '@revetl/core'
import * as fc from 'fast-check'
import type { ColumnKind, Engine, KeyKind } from './engine.ts'
import { column, field, place } from './twin-fields.ts'

// Names that must be quoted, or that a statement around the model uses for something else.
const names = ['select', 'a"b', "it's", 'k0', 'raw', 'd', 'c1', 'Größe', 'order by', 'v0']

interface Value {
  readonly name: string
  readonly kind: ColumnKind
}

/** A row: its key, its other key, the address by which it is found, and its values. */
interface Row {
  readonly key: number | null
  readonly email: number
  readonly values: readonly number[]
}

/** A model over some rounds, and the sync of it. */
export interface RandomStory {
  readonly keyKind: KeyKind
  readonly isComposite: boolean
  readonly values: readonly Value[]
  readonly rounds: readonly Round[]
  readonly sync: Pick<
    Sync,
    'mode' | 'track' | 'onRemove' | 'onChange' | 'duplicateKeys' | 'firstRun'
  >
  readonly sends: 'all' | 'changed'
  readonly match: 'key' | 'email'
  readonly onAmbiguous: Sync['onAmbiguous']
}

/** What happens before and in one run. */
export interface Round {
  readonly rows: readonly Row[]
  readonly isFull: boolean
  /** How many of the values are mapped, and how. */
  readonly mapped: number
  readonly way: 'column' | 'string' | 'lower'
  /** Which rows are records. */
  readonly filter: 'none' | 'email' | 'values' | 'clock'
  /** What becomes of a model that does not keep its contract; `none` where it has none. */
  readonly contract: 'none' | 'warn' | 'fail'
  readonly verdictSeed: number
  readonly verdictShare: number
  readonly hoursLater: number
}

function roundsOf(width: number): fc.Arbitrary<readonly Round[]> {
  const row = fc.record({
    key: fc.option(fc.integer({ min: 0, max: 24 }), { freq: 30 }),
    email: fc.integer({ min: 0, max: 30 }),
    values: fc.array(fc.nat({ max: 11 }), { minLength: width, maxLength: width }),
  })
  const edit = fc.record({
    isThere: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
    changed: fc.integer({ min: 0, max: 4 }),
    value: fc.nat({ max: 11 }),
    isMoved: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  })
  const round = fc.record({
    edits: fc.array(edit, { minLength: 16, maxLength: 16 }),
    isFull: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
    mapped: fc.integer({ min: 0, max: 5 }).map((n) => (n === 0 ? Math.max(1, width - 1) : width)),
    way: fc.constantFrom('column', 'column', 'column', 'string', 'lower'),
    contract: fc.constantFrom('none', 'none', 'none', 'none', 'warn', 'warn', 'warn', 'fail'),
    isRefiltered: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
    verdictSeed: fc.nat(),
    verdictShare: fc.constantFrom(0, 0, 10, 40),
    hoursLater: fc.constantFrom(0, 1, 48),
    isUnchanged: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
  })
  const filters = fc.constantFrom('none', 'email', 'email', 'values', 'clock')
  const isUnique = { selector: ({ key }: { key: number | null }) => key ?? Symbol('each alone') }
  const first = fc.oneof(
    { weight: 4, arbitrary: fc.uniqueArray(row, { minLength: 1, maxLength: 16, ...isUnique }) },
    { weight: 2, arbitrary: fc.array(row, { minLength: 1, maxLength: 16 }) },
  )
  const steps = fc.array(round, { minLength: 3, maxLength: 5 })
  return fc.tuple(first, steps, fc.tuple(filters, filters)).map(([pool, all, [filter, other]]) => {
    let rows: readonly Row[] = pool
    return all.map(({ edits, isUnchanged, isRefiltered, ...step }, at) => {
      if (at > 0 && !isUnchanged) rows = pool.flatMap((one, index) => edited(one, edits[index]))
      return { ...step, rows, filter: isRefiltered ? other : filter }
    })
  })
}

function edited(
  row: Row,
  edit: { isThere: boolean; changed: number; value: number; isMoved: boolean } | undefined,
): readonly Row[] {
  if (edit === undefined) return [row]
  if (!edit.isThere) return []
  const values = row.values.map((one, index) => (index === edit.changed ? edit.value : one))
  return [{ ...row, values, email: edit.isMoved ? row.email + 1 : row.email }]
}

const selector = ({ name }: Value): string => name.toLowerCase()

/** Random models, edits and syncs. */
export function storiesOf({ columnKinds, keyKinds }: Engine): fc.Arbitrary<RandomStory> {
  const value = fc.record({
    name: fc.constantFrom(...names),
    kind: fc.constantFrom(...columnKinds),
  })
  return fc.uniqueArray(value, { minLength: 1, maxLength: 4, selector }).chain((values) =>
    fc.record({
      keyKind: fc.constantFrom(...keyKinds),
      isComposite: fc.boolean(),
      values: fc.constant(values),
      rounds: roundsOf(values.length),
      sync: fc.record({
        mode: fc.constantFrom(
          'mirror',
          'mirror',
          'upsert',
          'update',
          'create',
          'append',
          'audience',
          'replace',
        ),
        track: fc.constantFrom('row', 'fields', 'values'),
        onRemove: fc.constantFrom('delete', 'clear'),
        onChange: fc.constantFrom('append', 'ignore'),
        duplicateKeys: fc.constantFrom('fail', 'reject', 'reject'),
        firstRun: fc.constantFrom('send', 'send', 'send', 'baseline'),
      }),
      sends: fc.constantFrom('all', 'changed'),
      match: fc.constantFrom('key', 'email'),
      onAmbiguous: fc.constantFrom(undefined, 'hold'),
    }),
  )
}

/** Statements that make the table of a round. */
export function tableStatements(
  { textType, quote, createTable = 'create table {name} ({columns})' }: Engine,
  { keyKind, values }: RandomStory,
  { rows }: Round,
): readonly string[] {
  const columns = [
    `id ${keyKind.type}`,
    `part ${textType}`,
    `email ${textType}`,
    ...values.map(
      ({ name, kind }) => `${quote}${name.replaceAll(quote, quote + quote)}${quote} ${kind.type}`,
    ),
  ]
  const literals = rows.map((row) => {
    const key = row.key === null ? 'null' : keyKind.literal(row.key)
    const part = row.key === null ? "''" : `'p${row.key % 3}'`
    const others = values.map(
      ({ kind }, index) => kind.literals[(row.values[index] ?? 0) % kind.literals.length],
    )
    const email = `'${row.email % 2 === 0 ? 'U' : 'u'}${Math.floor(row.email / 2)}@example.com'`
    return `(${[key, part, email, ...others].join(', ')})`
  })
  const insert = literals.length === 0 ? [] : [`insert into things values ${literals.join(', ')}`]
  const create = createTable.replace('{name}', 'things').replace('{columns}', columns.join(', '))
  return ['drop table if exists things', create, ...insert]
}

/** What the model of a round promises: some of it holds, some does not, whatever the types are. */
function contractOf({ values }: RandomStory, { contract }: Round): Model['contract'] {
  if (contract === 'none') return undefined
  const promised = { type: undefined, isNotNull: false, isUnique: false, place }
  const ofValues = values.map(({ name }, index) => ({
    ...promised,
    name,
    isNotNull: index === 0,
    isUnique: index === 1,
    acceptedValues: ['a', '1', '1.50', '0', 'true', '2026-01-31', '0.1'],
  }))
  const ofKey = {
    ...promised,
    name: 'ID',
    isNotNull: true,
    isUnique: true,
    acceptedValues: undefined,
  }
  const day = 24 * 3_600_000
  return {
    columns: [ofKey, { ...ofKey, name: 'email' }, ...ofValues],
    freshness: { column: values.at(-1)?.name ?? '', maxAgeMs: 5 * day, place },
    onViolation: contract,
  }
}

/** The sync of a round. */
export function syncOf(
  story: RandomStory,
  round: Round,
): Partial<Sync> & { readonly contract: Model['contract'] } {
  const values = story.values.slice(0, round.mapped).map(({ name, kind }): MappedField => {
    const ways = {
      column: column(name),
      string: call('string', [column(name)]),
      lower: lowered(name),
    }
    return field(`f ${name}`, kind.hasText ? ways[round.way] : column(name))
  })
  const id = story.match === 'key' ? column('id') : lowered('email')
  const [first] = story.values
  const filters = {
    none: undefined,
    // Half of the addresses begin with it, and some rows move to another one.
    email: "email like 'U%'",
    // Whatever the type of the column is, and whatever needs quotes in its name.
    values: `"${first?.name.replaceAll('"', '""')}" ${first?.kind.isMet ?? 'is not null'} and email <> 'u3@example.com'`,
    clock: "email like 'U%' and now() > timestamptz '2020-01-01'",
  }
  const part = story.isComposite ? [field('part', column('part'))] : []
  return {
    ...story.sync,
    filter: filters[round.filter],
    contract: contractOf(story, round),
    onAmbiguous: story.onAmbiguous,
    key: story.isComposite ? ['id', 'part'] : ['id'],
    matchOn: story.isComposite && story.match === 'key' ? ['id', 'part'] : ['id'],
    fields: [field('id', id), ...part, ...values],
  }
}

function lowered(name: string): Expression {
  return call('lower', [call('string', [column(name)])])
}

function call(name: 'lower' | 'string', args: readonly Expression[]): Expression {
  return { kind: 'call', function: name, args, options: {}, place }
}
