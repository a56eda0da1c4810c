import { engineSuite } from '../engine-suite.ts'
import { sqliteEngine } from '../engines/sqlite.ts'

await engineSuite(sqliteEngine)
