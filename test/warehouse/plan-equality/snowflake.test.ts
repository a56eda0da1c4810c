import { engineSuite } from '../engine-suite.ts'
import { snowflakeEngine } from '../engines/snowflake.ts'

await engineSuite(snowflakeEngine)
