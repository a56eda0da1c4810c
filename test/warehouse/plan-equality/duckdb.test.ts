import { engineSuite } from '../engine-suite.ts'
import { duckdbEngine } from '../engines/duckdb.ts'

await engineSuite(duckdbEngine)
