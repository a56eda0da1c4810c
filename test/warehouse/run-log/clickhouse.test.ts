import { clickhouseEngine } from '../engines/clickhouse.ts'
import { runLogSuite } from '../run-log-suite.ts'

await runLogSuite(clickhouseEngine)
