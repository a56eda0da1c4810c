import type { ValueRecord } from '@revetl/sdk'
import { defineConformance, type OpenDestination, type WriteCase } from '@revetl/testkit'
import { spreadsheetId, startSheets } from './simulator.ts'
import { emptySheet, rowsWithData } from './simulator/workbook.ts'
import { oauth, serviceAccountKey } from './simulator/tokens.ts'

const types = { id: 'integer', name: 'string', town: 'string' } as const
const fieldNames = ['Straße', 'with space', 'with.dot', 'SELECT', '__proto__', '=1+1']
const record = (id: number): ValueRecord => ({ id, name: `Ada ${id} 👩‍💻`, town: '=Ulm' })
const badRecord = (id: number): ValueRecord => ({ ...record(id), name: 'x'.repeat(50_001) })
const prepare = (records: readonly ValueRecord[], to: OpenDestination) =>
  to.write({
    object: 'people',
    operation: 'upsert',
    matchOn: ['id'],
    records: records.map(({ id }) => record(Number(id))),
  })

const people = { object: 'people', matchOn: ['id'], types, record }
const cases: readonly WriteCase[] = [
  { ...people, operation: 'upsert', badRecord, fieldNames },
  { ...people, operation: 'create', badRecord, fieldNames },
  { ...people, operation: 'update', badRecord, prepare },
  { ...people, operation: 'delete', types: { id: 'integer' }, record: (id) => ({ id }), prepare },
  { object: 'events', operation: 'append', types, record, badRecord, fieldNames },
  { object: 'report', operation: 'replace', types, record, badRecord, fieldNames },
]

const base = { spreadsheet: spreadsheetId }

export default defineConformance({
  kind: 'destination',
  start: async () => {
    const header = Object.keys(types)
    const simulator = await startSheets({
      tabs: { people: header, events: header, report: header },
    })
    const { url, tokens } = simulator
    const config = { ...base, oauth, baseUrl: url, tokenUrl: `${url}/token` }
    return {
      config,
      simulator,
      count: (title: string) => Math.max(0, rowsWithData(simulator.tab(title)) - 1),
      oauth: {
        config,
        expire: () => tokens.expire(),
        issued: () => tokens.issued,
        revoke: () => tokens.revoke(),
      },
      schema: {
        addObject: (name: string) => {
          const { sheets } = simulator.workbook()
          sheets.push(emptySheet(5000 + sheets.length, name))
        },
        removeObject: (name: string) => {
          const { sheets } = simulator.workbook()
          sheets.splice(
            sheets.findIndex(({ title }) => title === name),
            1,
          )
        },
      },
      [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
    }
  },
  samples: [
    { name: 'a person', config: { ...base, oauth } },
    {
      name: 'a person who logs in',
      config: { ...base, oauth: { clientId: 'a', clientSecret: 'b' } },
    },
    { name: 'a service account', config: { ...base, serviceAccountKey } },
    {
      name: 'an address',
      config: { spreadsheet: 'https://docs.google.com/spreadsheets/d/1abc/edit#gid=0', oauth },
    },
    { name: 'no credentials', config: base, invalidAt: 'serviceAccountKey' },
    { name: 'both', config: { ...base, oauth, serviceAccountKey }, invalidAt: 'serviceAccountKey' },
    {
      name: 'a key that is none',
      config: { ...base, serviceAccountKey: '{}' },
      invalidAt: 'serviceAccountKey',
    },
    {
      name: 'another address',
      config: { spreadsheet: 'https://example.com/sheet', oauth },
      invalidAt: 'spreadsheet',
    },
    { name: 'unknown dates', config: { ...base, oauth, dates: 'us' }, invalidAt: 'dates' },
  ],
  cases,
})
