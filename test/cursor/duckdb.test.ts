import { cursorSuite } from './cursor-suite.ts'
import { duckdbEngine } from './engines/duckdb.ts'

await cursorSuite(duckdbEngine)
