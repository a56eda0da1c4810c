import { expect, test } from 'vitest'
import { isBulk } from '../src/bulk-reads.ts'
import { configSchema, storageEndpointOf } from '../src/config.ts'
import source from '../src/index.ts'

const page = (rows: number, totalRows: number) => ({
  jobComplete: true,
  totalRows: String(totalRows),
  rows: Array.from({ length: rows }, () => ({ f: [] })),
})
const apiEndpoint = 'https://bigquery-xyz.p.googleapis.com'

// Rows of the first page and of the result.
test.each<[given: object, first: number, all: number, bulk: boolean]>([
  [{}, 4_000, 20_000, false],
  [{}, 4_000, 20_001, true],
  // Wide rows: fewer of them fill a page.
  [{}, 100, 501, true],
  [{}, 0, 0, false],
  [{ bulkReads: 'never' }, 4_000, 1_000_000, false],
  [{ bulkReads: 'always' }, 1, 1, true],
  // Another end point of the REST API alone: nothing goes elsewhere.
  [{ apiEndpoint }, 4_000, 1_000_000, false],
  [{ apiEndpoint, storageEndpoint: 'https://storage-xyz.p.googleapis.com' }, 4_000, 20_001, true],
])('%o: a first page of %i rows of %i is read in bulk: %s', (given, first, all, bulk) => {
  const config = configSchema.parse({ project: 'p', ...given })
  expect(isBulk({}, config, page(first, all))).toBe(bulk)
  expect(isBulk({ rowsMax: all }, config, page(first, all))).toBe(false)
})

test('the Storage Read API is one of the hosts, unless only the other API is elsewhere', () => {
  expect(hostsOf({})).toContain('bigquerystorage.googleapis.com')
  expect(hostsOf({ apiEndpoint })).not.toContain('bigquerystorage.googleapis.com')
  expect(storageEndpointOf(configSchema.parse({ project: 'p', apiEndpoint }))).toBeUndefined()
})

function hostsOf(given: object): readonly string[] {
  const { hosts } = source.network
  return typeof hosts === 'function' ? hosts(configSchema.parse({ project: 'p', ...given })) : hosts
}
