import { ExactNumber, type FieldDefinition, type Value, type ValueType } from '@revetl/sdk'
import { skip, type WriteCheck } from '../check.ts'
import { expectSame, expectThat } from '../check-failure.ts'
import { readable, type WrittenRecord } from '../../trial/read-back.ts'
import { CannotRun } from '../../trial/trial.ts'
import type { WriteTrial } from '../../trial/write-trial.ts'

const longText = 'ab'.repeat(500)
const texts: readonly string[] = [
  'true',
  '0012',
  ' leading and trailing ',
  'line\nbreak\ttab',
  '"quoted", \\ and \'',
  '👩‍👩‍👧 Grüße',
  'שלום עולם',
  '=1+1',
  '<b>&amp;</b>',
  '2024-02-29',
  longText,
]
const values: Partial<Readonly<Record<ValueType, readonly Value[]>>> = {
  string: texts,
  integer: [0, -1, 2_147_483_647],
  decimal: [0.5, -12.25, new ExactNumber('12345678901234567.125')],
  number: [0.1, -1e-7],
  boolean: [true, false],
  date: ['2024-02-29', '1970-01-01'],
  timestamptz: ['2026-03-29T01:30:00Z', '2024-02-29T23:59:59.123Z'],
  json: [{ list: [1, null, 'x'], nested: { a: { b: true } } }, []],
}

/** What is promised of values of every kind. */
export const valueWriteChecks: readonly WriteCheck[] = [
  {
    id: 'W15',
    title:
      'values of every kind arrive as they are, or are rejected with a reason, and are never altered',
    level: 'M',
    severity: 'must',
    operations: ['create', 'upsert', 'update'],
    about: 'operation',
    run: async (trial) => {
      let tried = 0
      let index = 100
      for (const [name, definition] of await plainFields(trial)) {
        for (const value of fitting(definition)) {
          const base = trial.case.record((index += 1))
          const record = { ...base, [name]: value }
          await expectKept(trial, await readable(trial, record), name)
          tried += 1
        }
      }
      return tried > 0
        ? undefined
        : skip('the record has no field of a plain type besides its match fields')
    },
  },
  {
    id: 'W16',
    title: 'fields with capitals, spaces, dots and other letters in their names keep them',
    level: 'M',
    severity: 'must',
    operations: ['create', 'upsert', 'append', 'replace'],
    about: 'operation',
    run: async (trial) => {
      const { fieldNames } = trial.case
      if (fieldNames === undefined)
        return skip('the case says that its object takes no other fields than those it names')
      const record = Object.fromEntries([
        ...Object.entries(trial.case.record(0)),
        ...fieldNames.map((name) => [name, `value of ${name}`]),
      ]) as Readonly<Record<string, Value>>
      await trial.prepare([record])
      const types = {
        ...trial.case.types,
        ...Object.fromEntries(fieldNames.map((name) => [name, 'string' as const])),
      }
      const sent: string[] = []
      const { simulator } = await trial.vendor()
      simulator?.watch(({ request: { text } }) => sent.push(text))
      const outcomes = await trial.write([record], trial.case.types === undefined ? {} : { types })
      expectThat(outcomes[0]?.status === 'ok', 'ok', outcomes[0])
      expectSame(({} as { polluted?: unknown }).polluted, undefined, 'Object.prototype')
      if (simulator === undefined) return undefined
      const lost = fieldNames.filter(
        (name) => !sent.some((text) => text.includes(JSON.stringify(name))),
      )
      expectSame(lost, [], 'names that were lost on the way')
      return undefined
    },
  },
  {
    id: 'W17',
    title:
      'a text beyond the length of its field is rejected or arrives whole, and is never cut in silence',
    level: 'M',
    severity: 'must',
    operations: ['create', 'upsert', 'update'],
    about: 'operation',
    run: async (trial) => {
      const limited = (await plainFields(trial)).filter(
        ([, { maxLength = 0 }]) => maxLength > 0 && maxLength < 10_000,
      )
      const [[name, definition] = []] = limited
      if (name === undefined || definition === undefined)
        return skip('no field of the record has a length')
      const record = {
        ...trial.case.record(0),
        [name]: 'x'.repeat((definition.maxLength ?? 0) + 1),
      }
      await expectKept(trial, await readable(trial, record), name)
      return undefined
    },
  },
]

/** The fields of the record that are no match fields and can be set to something else. */
async function plainFields(
  trial: WriteTrial,
): Promise<readonly (readonly [string, FieldDefinition])[]> {
  const { object, matchOn = [] } = await trial.withoutSession()
  if (!object.hasLookup) throw new CannotRun('the object has no lookup')
  const keys = new Set([...matchOn.flat(), ...(trial.case.matchOn ?? [])])
  return Object.keys(trial.case.record(0)).flatMap((name) => {
    const definition = object.fields[name]
    const isPlain =
      definition !== undefined && definition.unique !== true && definition.enum === undefined
    return isPlain && !keys.has(name) && definition.pii === undefined
      ? [[name, definition] as const]
      : []
  })
}

function fitting({ type, maxLength = Infinity }: FieldDefinition): readonly Value[] {
  return (values[type] ?? []).filter(
    (value) => typeof value !== 'string' || Array.from(value).length <= maxLength,
  )
}

async function expectKept(trial: WriteTrial, written: WrittenRecord, name: string): Promise<void> {
  await trial.prepare([trial.case.record(0), written.record].slice(1))
  const { outcomes, error } = await trial.attempt([written.record])
  const [outcome] = outcomes ?? []
  const isRefused =
    outcome?.status === 'rejected' ||
    (error as { delivery?: unknown } | undefined)?.delivery === 'rejected'
  if (isRefused) {
    const said = outcome?.status === 'rejected' ? outcome.message : String(error)
    expectThat(said !== '', 'a reason', 'none')
    return
  }
  expectThat(outcome?.status === 'ok', 'ok or rejected', outcome ?? error)
  expectSame((await written.readBack())[name], written.record[name], name)
}
