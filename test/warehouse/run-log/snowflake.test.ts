import { snowflakeEngine } from '../engines/snowflake.ts'
import { runLogSuite } from '../run-log-suite.ts'

await runLogSuite(snowflakeEngine)
