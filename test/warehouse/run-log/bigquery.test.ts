import { bigqueryEngine } from '../engines/bigquery.ts'
import { runLogSuite } from '../run-log-suite.ts'

await runLogSuite(bigqueryEngine)
