import { cursorSuite } from './cursor-suite.ts'
import { databricksEngine } from './engines/databricks.ts'

await cursorSuite(databricksEngine)
