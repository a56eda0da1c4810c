import { valueTypes } from '@revetl/sdk'
import { skip, type SourceCheck } from '../check.ts'
import { expectNone, expectSame, expectThat } from '../check-failure.ts'
import { codeOf } from './code-of.ts'

/** What a source says of its tables and models before they are read. */
export const describeChecks: readonly SourceCheck[] = [
  {
    id: 'R01',
    title: 'discover lists tables with typed columns, each once and in the same order each time',
    level: 'M',
    severity: 'must',
    isLive: true,
    about: 'model',
    run: async (trial) => {
      const source = await trial.openSource()
      const { tables } = await source.discover()
      const names = tables.map(({ path }) => path.join('.'))
      expectSame(new Set(names).size, names.length, 'different names')
      const again = (await source.discover()).tables.map(({ path }) => path.join('.'))
      expectSame(again, names, 'the same list again')
      for (const { path, columns } of tables) {
        const untyped = columns
          .filter(({ type }) => !valueTypes.includes(type))
          .map(({ name }) => name)
        expectNone(untyped, `types of rev in ${path.join('.')}`)
      }
    },
  },
  {
    id: 'R02',
    title: 'a model is described without being read, and as it is read then',
    level: 'M',
    severity: 'must',
    isLive: true,
    about: 'model',
    run: async (trial) => {
      const { models } = await trial.source()
      const source = await trial.openSource()
      for (const { name, model, columns } of models) {
        trial.journal.note(`describe ${name}`)
        const described = await source.describe(model)
        expectSame(described.map(plain), columns.map(plain), `the columns of ${name}`)
        const { columns: read } = await source.read(model)
        expectSame(read.map(plain), described.map(plain), `the columns of ${name} when it is read`)
      }
    },
  },
  {
    id: 'R12',
    title: 'a model that cannot be read is refused with its code before anything is read',
    level: 'M',
    severity: 'must',
    about: 'model',
    run: async (trial) => {
      const { refused } = await trial.source()
      if (refused === undefined) return skip('its conformance file names no model that is refused')
      const source = await trial.openSource()
      for (const { model, code } of refused) {
        trial.journal.note(`describe and read ${JSON.stringify(model)}`)
        expectSame(await codeOf(source.describe(model)), code, 'the code of describe')
        expectSame(await codeOf(source.read(model)), code, 'the code of read')
      }
      return undefined
    },
  },
  {
    id: 'R13',
    title: 'a statement that writes is refused and changes nothing',
    level: 'M',
    severity: 'must',
    about: 'model',
    run: async (trial) => {
      const { models, writing } = await trial.source()
      if (writing === undefined) return skip('its models are no statements')
      const source = await trial.openSource()
      const [first] = models
      const before = first && (await source.read(first.model)).rows
      for (const sql of writing) {
        trial.journal.note(sql)
        const code = await codeOf(source.read({ kind: 'sql', sql }))
        expectThat(code.startsWith('REV_MODEL_'), 'a refusal REV_MODEL_*', code)
      }
      expectSame(first && (await source.read(first.model)).rows, before, 'the rows afterwards')
      return undefined
    },
  },
]

const plain = ({ name, type }: { readonly name: string; readonly type: string }) =>
  `${name} ${type}`
