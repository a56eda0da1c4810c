import { redshiftEngine } from '../engines/redshift.ts'
import { runLogSuite } from '../run-log-suite.ts'

await runLogSuite(redshiftEngine)
