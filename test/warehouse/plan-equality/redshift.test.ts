import { engineSuite } from '../engine-suite.ts'
import { redshiftEngine } from '../engines/redshift.ts'

await engineSuite(redshiftEngine)
