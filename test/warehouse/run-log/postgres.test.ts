import { postgresEngine } from '../engines/postgres.ts'
import { runLogSuite } from '../run-log-suite.ts'

await runLogSuite(postgresEngine)
