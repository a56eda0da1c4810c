import { conformanceSuite } from '@revetl/testkit/suite'
import definition from '../src/index.ts'
import conformance, { startWith } from './conformance.config.ts'
import { bulkConfigOf } from './database.ts'

// What a read is, through the Storage Read API. The rest is the same whatever way rows come.
await conformanceSuite({
  definition,
  conformance: { ...conformance, start: () => startWith(bulkConfigOf) },
  only: ['R03', 'R04', 'R05', 'R06', 'R07', 'R08', 'R09', 'R10', 'R11', 'R15', 'R16'],
})
