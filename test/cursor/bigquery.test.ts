import { cursorSuite } from './cursor-suite.ts'
import { bigqueryEngine } from './engines/bigquery.ts'

await cursorSuite(bigqueryEngine)
