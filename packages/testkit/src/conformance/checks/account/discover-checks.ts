import { valueTypes, type Catalog, type Destination, type FieldDefinition } from '@revetl/sdk'
import { skip, type ConnectorCheck } from '../check.ts'
import { CheckFailure, expectNone, expectSame, expectThat } from '../check-failure.ts'
import type { Vendor } from '../../define-conformance.ts'
import { CannotRun, type Trial } from '../../trial/trial.ts'

const manyObjects = 250

/** What `discover` of a destination promises. */
export const discoverChecks: readonly ConnectorCheck[] = [
  {
    id: 'D01',
    title: 'discover lists at least one object, each one once, in the same order each time',
    level: 'M',
    severity: 'must',
    isLive: true,
    kinds: ['destination'],
    about: 'connector',
    run: async (trial) => {
      const destination = await trial.openDestination()
      const first = namesOf(await destination.discover())
      const { dynamicObject } = trial.subject.definition as Destination
      // Where any name may be written, an empty account lists nothing yet.
      const mayBeEmpty = dynamicObject?.isOpen === true
      expectThat(first.length > 0 || mayBeEmpty, 'at least one object', 'none')
      expectSame(new Set(first).size, first.length, 'different names')
      expectSame(namesOf(await destination.discover()), first, 'the same list again')
    },
  },
  {
    id: 'D02',
    title: 'every discovered object can be written, by fields that it has and that can be set',
    level: 'M',
    severity: 'must',
    kinds: ['destination'],
    about: 'connector',
    run: async (trial) => {
      const { objects, dynamicObject } = trial.subject.definition as Destination
      for (const found of (await (await trial.openDestination()).discover()).objects) {
        const definition = Object.hasOwn(objects, found.name) ? objects[found.name] : dynamicObject
        expectThat(
          definition !== undefined,
          'an operation for each object',
          `none for ${found.name}`,
        )
        const fields: Readonly<Record<string, FieldDefinition>> = {
          ...definition.fields,
          ...found.fields,
        }
        const unknown = Object.keys(found.operations ?? {}).filter(
          (name) => !Object.hasOwn(definition.operations, name),
        )
        expectNone(unknown, `only operations that the definition has for ${found.name}`)
        const sets = Object.values(found.operations ?? {}).flatMap((one) => one.matchOn ?? [])
        const isOpen = found.isOpen ?? definition.isOpen ?? false
        const absent = isOpen ? [] : sets.flat().filter((name) => !Object.hasOwn(fields, name))
        expectNone(absent, `match fields that ${found.name} has`)
        const fixed = sets.flat().filter((name) => fields[name]?.readOnly === true)
        expectNone(fixed, `match fields of ${found.name} that can be set`)
      }
    },
  },
  {
    id: 'D03',
    title: 'fields have a type of rev, and their flags are of the right form',
    level: 'M',
    severity: 'must',
    kinds: ['destination'],
    about: 'connector',
    run: async (trial) => {
      for (const { name, fields } of (await (await trial.openDestination()).discover()).objects) {
        for (const [field, definition] of Object.entries(fields)) {
          expectField(`${name}.${field}`, definition)
        }
      }
    },
  },
  {
    id: 'D04',
    title: 'discover goes on to the last page, and keeps its order',
    level: 'M',
    severity: 'must',
    kinds: ['destination'],
    about: 'connector',
    run: async (trial) => {
      const schema = await schemaOf(trial)
      if (schema === undefined) return skip('its catalog is static: discover sends no request')
      const names = Array.from({ length: manyObjects }, (_, index) => `extra_${index}`)
      for (const name of names) await schema.addObject(name)
      const destination = await trial.openDestination()
      const listed = namesOf(await destination.discover())
      const found = names.filter((name) => listed.some((one) => one.includes(name)))
      expectSame(found.length, manyObjects, 'objects that discover lists of those that are there')
      expectSame(namesOf(await destination.discover()), listed, 'the same order again')
      return undefined
    },
  },
  {
    id: 'D05',
    title: 'objects that come and go in the account come and go in the catalog',
    level: 'M',
    severity: 'should',
    kinds: ['destination'],
    about: 'connector',
    run: async (trial) => {
      const schema = await schemaOf(trial)
      if (schema === undefined) return skip('its catalog is static: discover sends no request')
      const destination = await trial.openDestination()
      const has = async () =>
        namesOf(await destination.discover()).some((name) => name.includes('extra_1'))
      await schema.addObject('extra_1')
      expectThat(await has(), 'the new object', 'the old catalog')
      await schema.removeObject('extra_1')
      expectThat(!(await has()), 'a catalog without the removed object', 'the object')
      return undefined
    },
  },
  {
    id: 'D06',
    title: 'choices that are asked of the vendor are paginated, and an error of them is structured',
    level: 'M',
    severity: 'should',
    kinds: ['destination'],
    about: 'connector',
    run: async () => skip('version 1 of the contract has no choices that are asked of the vendor'),
  },
]

const namesOf = ({ objects }: Catalog): readonly string[] => objects.map(({ name }) => name)

async function schemaOf(trial: Trial): Promise<Vendor['schema']> {
  const { schema } = await trial.vendor()
  if (schema !== undefined) return schema
  const destination = await trial.openDestination()
  await destination.discover()
  if (destination.stats().requests === 0) return undefined
  throw new CannotRun('its conformance file cannot add objects to the account')
}

function expectField(name: string, definition: FieldDefinition): void {
  const { type, maxLength, enum: options, pii, ...flags } = definition
  const fail = (expected: string, got: unknown): never => {
    throw new CheckFailure({
      expected: `${name}: ${expected}`,
      got: JSON.stringify(got) ?? 'nothing',
    })
  }
  if (!valueTypes.includes(type)) fail('one of the types of rev', type)
  if (maxLength !== undefined && !(Number.isSafeInteger(maxLength) && maxLength > 0)) {
    fail('a length of at least 1', maxLength)
  }
  if (options !== undefined && (options.length === 0 || new Set(options).size < options.length)) {
    fail('different options', options)
  }
  if (pii !== undefined && typeof pii !== 'string') fail('a kind of personal data', pii)
  for (const flag of ['required', 'readOnly', 'unique', 'nullable'] as const) {
    if (flags[flag] !== undefined && typeof flags[flag] !== 'boolean')
      fail(`${flag} true or false`, flags[flag])
  }
  if (flags.required === true && flags.readOnly === true)
    fail('not required and read-only at once', flags)
}
