import { cursorSuite } from './cursor-suite.ts'
import { postgresEngine } from './engines/postgres.ts'

await cursorSuite(postgresEngine)
