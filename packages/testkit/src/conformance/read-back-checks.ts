import assert from 'node:assert/strict'
import type { OperationName, ValueRecord } from '@revetl/sdk'
import type { OpenDestination } from '../open-destination.ts'
import type { Skipped, WriteCheck } from './check.ts'
import type { ConformanceTarget } from './target.ts'
import type { WriteCase } from './write-case.ts'

const noLookup: Skipped = { skipped: 'the object has no lookup by its match fields' }
const changing: readonly OperationName[] = ['upsert', 'update']

/** What is promised of the values, checked where the object can be read back. */
export const readBackChecks: readonly WriteCheck[] = [
  {
    id: 'W02',
    title: 'what was written is read back as it was',
    severity: 'must',
    operations: ['create', ...changing],
    run: (target, writeCase) =>
      withRecord(target, writeCase, async ({ record, readBack }) => {
        assert.equal(show(await readBack()), show(record))
        return undefined
      }),
  },
  {
    id: 'W13',
    title: 'null clears a field',
    severity: 'must',
    operations: changing,
    run: (target, writeCase) =>
      withRecord(target, writeCase, async ({ match, others, nullable, write, readBack }) => {
        const [name] = Object.keys(others).filter((one) => nullable(one))
        if (name === undefined) return { skipped: 'the record has no field that may be null' }
        await write({ ...match, [name]: null })
        assert.equal((await readBack())[name] ?? null, null, `${name} is not cleared`)
        return undefined
      }),
  },
  {
    id: 'W14',
    title: 'a field that is not sent stays as it is',
    severity: 'must',
    operations: changing,
    run: (target, writeCase) =>
      withRecord(target, writeCase, async ({ match, others, write, readBack }) => {
        const [[name, value] = [], [kept, keptValue] = []] = Object.entries(others)
        if (name === undefined || kept === undefined) {
          return { skipped: 'the record has fewer than two fields besides its match fields' }
        }
        await write({ ...match, [name]: value ?? null })
        assert.equal(show((await readBack())[kept]), show(keptValue), `${kept} has changed`)
        return undefined
      }),
  },
]

/** A record that was written and can be read back. */
interface WrittenRecord {
  readonly record: ValueRecord
  /** Its match fields, and its other ones. */
  readonly match: ValueRecord
  readonly others: ValueRecord
  readonly nullable: (name: string) => boolean
  readonly write: (record: ValueRecord) => Promise<void>
  readonly readBack: () => Promise<ValueRecord>
}

async function withRecord(
  target: ConformanceTarget,
  writeCase: WriteCase,
  run: (written: WrittenRecord) => Promise<Skipped | undefined>,
): Promise<Skipped | void> {
  await using destination = await target.open()
  const { session, matchOn: sets, object } = await destination.operation(writeCase)
  const matchOn = writeCase.matchOn ?? sets?.[0] ?? []
  const record = writeCase.record(0)
  const key = matchOn.map((name) => record[name] ?? null)
  if (!object.hasLookup || key.length === 0 || key.includes(null)) return noLookup
  if (session !== undefined) return { skipped: 'a session is visible only as a whole' }
  const write = async (one: ValueRecord): Promise<void> => {
    const [outcome] = await target.write(destination, writeCase, [one])
    assert.equal(outcome?.status, 'ok', show(outcome))
  }
  await writeCase.prepare?.([record], destination)
  await write(record)
  const [match, others] = split(record, matchOn)
  const readBack = () => readOne(destination, { object: writeCase.object, matchOn, key, record })
  const nullable = (name: string): boolean => object.fields[name]?.nullable !== false
  return await run({ record, match, others, nullable, write, readBack })
}

function split(record: ValueRecord, names: readonly string[]): [ValueRecord, ValueRecord] {
  const entries = Object.entries(record)
  const isNamed = ([name]: readonly [string, unknown]): boolean => names.includes(name)
  return [
    Object.fromEntries(entries.filter(isNamed)),
    Object.fromEntries(entries.filter((entry) => !isNamed(entry))),
  ]
}

async function readOne(
  destination: OpenDestination,
  wanted: {
    readonly object: string
    readonly matchOn: readonly string[]
    readonly key: readonly ValueRecord[string][]
    readonly record: ValueRecord
  },
): Promise<ValueRecord> {
  const { object, matchOn, key, record } = wanted
  const fields = Object.keys(record)
  const found = await destination.lookup({ object, matchOn, keys: [key], fields })
  assert.equal(found.length, 1, `expected to find one record, got ${found.length}`)
  const values = { ...found[0]?.match, ...found[0]?.fields }
  return Object.fromEntries(fields.map((name) => [name, values[name] ?? null]))
}

/** Values as JSON, with every digit. */
const show = (value: unknown): string => JSON.stringify(value) ?? 'nothing'
