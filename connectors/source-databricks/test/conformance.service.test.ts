import { conformanceSuite } from '@revetl/testkit/suite'
import definition from '../src/index.ts'
import conformance from './conformance.config.ts'

await conformanceSuite({ definition, conformance })
