import { conformanceSuite } from '@revetl/testkit/suite'
import definition from '../src/index.ts'
import { orgConformance } from './org-conformance.ts'

// The same suite with every batch as a job, however small.
await conformanceSuite({ definition, conformance: orgConformance({ bulkAbove: 0 }, ['Account']) })
