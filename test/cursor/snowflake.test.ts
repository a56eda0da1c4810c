import { cursorSuite } from './cursor-suite.ts'
import { snowflakeEngine } from './engines/snowflake.ts'

await cursorSuite(snowflakeEngine)
