import { duckdbEngine } from '../engines/duckdb.ts'
import { runLogSuite } from '../run-log-suite.ts'

await runLogSuite(duckdbEngine)
