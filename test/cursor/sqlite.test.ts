import { cursorSuite } from './cursor-suite.ts'
import { sqliteEngine } from './engines/sqlite.ts'

await cursorSuite(sqliteEngine)
