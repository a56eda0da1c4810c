import { cursorSuite } from './cursor-suite.ts'
import { redshiftEngine } from './engines/redshift.ts'

await cursorSuite(redshiftEngine)
