import { afterAll, beforeAll } from 'vitest'
import { destinationSuite, type WriteCase } from '../src/suite.ts'
import { emptyTable, tables } from './tables.ts'
import { acme, acmeCases, acmeToken, startAcme, type AcmeServer } from './acme.ts'

let server: AcmeServer
beforeAll(async () => {
  server = await startAcme()
})
afterAll(() => server[Symbol.asyncDispose]())

destinationSuite({
  definition: acme(),
  config: () => ({ url: server.url, token: acmeToken }),
  egressAllow: ['127.0.0.1/32'],
  cases: acmeCases satisfies readonly WriteCase[],
  reset: () => server.contacts.clear(),
  requestCount: () => server.requests.length,
})

const row = (index: number): { id: number; name: string } => ({ id: index, name: `r${index}` })
const types = { id: 'integer', name: 'string' } as const

destinationSuite({
  definition: tables(emptyTable()),
  config: {},
  cases: [
    { object: 'people', operation: 'replace', record: row, types },
    { object: 'extra', operation: 'replace', record: row, types },
  ],
})
