import { mariadbEngine } from '../engines/mariadb.ts'
import { runLogSuite } from '../run-log-suite.ts'

await runLogSuite(mariadbEngine)
