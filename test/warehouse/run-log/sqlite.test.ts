import { sqliteEngine } from '../engines/sqlite.ts'
import { runLogSuite } from '../run-log-suite.ts'

await runLogSuite(sqliteEngine)
