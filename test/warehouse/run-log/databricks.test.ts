import { databricksEngine } from '../engines/databricks.ts'
import { runLogSuite } from '../run-log-suite.ts'

await runLogSuite(databricksEngine)
